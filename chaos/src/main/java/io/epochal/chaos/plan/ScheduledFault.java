package io.epochal.chaos.plan;

/** A fault, and when it is injected. */
public record ScheduledFault(FaultTime due, Fault fault) {
    @Override
    public String toString() {
        return due + ": " + fault.words();
    }
}
