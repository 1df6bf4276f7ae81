package io.epochal.trainer.run.port;

import java.time.Instant;

/** What the log adds to an event when it takes it: whose it is, its place, and when. */
public record Stamp(String run, int attempt, long sequence, Instant time) {}
