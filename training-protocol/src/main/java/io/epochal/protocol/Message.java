package io.epochal.protocol;

import java.time.Instant;

/** One record of any topic. Everything on the wire belongs to one run, happened at one time, and has an id that a repeat shares. */
public sealed interface Message permits RunRequested, RunEvent, ControlMessage, RunSummary {
    /** The run's id, which is also the record's key: one run stays in order. */
    String run();

    Instant time();

    /** Equal for a record and its repeat; unique otherwise. */
    String id();
}
