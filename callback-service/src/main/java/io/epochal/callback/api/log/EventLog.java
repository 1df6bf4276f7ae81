package io.epochal.callback.api.log;

import java.time.Duration;
import java.util.List;

/** The log of all runs' events. */
public interface EventLog {
    /**
     * Opens the partition that holds a run's events, whether or not there are any.
     *
     * @throws LogUnavailableException when it is unavailable for a few seconds
     */
    Reading open(String run) throws LogUnavailableException;

    /**
     * One reader of one run's events. Reads ahead a bounded amount only, so an idle reader costs no further memory. For
     * one thread at a time.
     */
    interface Reading extends AutoCloseable {
        /** What there was when it was opened. */
        Extent extent();

        /** Continues with the first event of the run at this offset or behind it. */
        void seek(long offset);

        /**
         * The run's next events, in order. Empty when none came within the limit, and also when what came was other runs'.
         *
         * @throws LogUnavailableException when a retry is useless, which an outage alone does not cause
         */
        List<LoggedEvent> next(Duration limit) throws LogUnavailableException;

        /** Whether everything has been read that is there now; false, too, while that cannot be found out. */
        boolean caughtUp();

        /** Whether everything has been read that is before this offset. */
        boolean hasPassed(long offset);

        @Override
        void close();
    }

    /**
     * From where to where a part of the log goes.
     *
     * @param beginning the offset of the oldest record that is still there
     * @param end the offset that the next record will have
     */
    record Extent(int partition, long beginning, long end) {}
}
