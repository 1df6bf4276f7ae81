package io.epochal.callback.api.log;

/** Which runs have said something, in the log of events. */
public interface RunsWithEvents {
    /**
     * Whether there is an event of the run.
     *
     * @throws LogUnavailableException when it cannot be found out within a few seconds; it may be the next time, since what has been
     *     read need not be read again
     */
    boolean heard(String run) throws LogUnavailableException;
}
