package io.epochal.callback.api.log;

/** Which runs have events in the log. */
public interface RunsWithEvents {
    /**
     * Whether there is an event of the run.
     *
     * @throws LogUnavailableException when it cannot be found out within a few seconds; a retry may succeed, since what has been
     *     read need not be read again
     */
    boolean hasEvents(String run) throws LogUnavailableException;
}
