package io.epochal.protocol;

import java.time.Instant;

/** A request to train, on {@link Topic#RUNS}; whichever trainer is free takes it. */
public record RunRequested(String run, Instant time, RunSpec spec) implements Message {
    @Override
    public String id() {
        return run;
    }
}
