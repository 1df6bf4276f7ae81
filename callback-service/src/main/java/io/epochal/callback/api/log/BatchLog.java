package io.epochal.callback.api.log;

import io.epochal.protocol.BatchEnded;
import java.util.List;

/** The log of all runs' batches, which is kept for a day, and in which batches may be missing. */
public interface BatchLog {
    /**
     * Opens what there is of a run's batches; of a long log the newest records.
     *
     * @throws LogUnavailableException when it is unavailable for a few seconds
     */
    Batches open(String run) throws LogUnavailableException;

    /** One reader of one run's batches. For one thread at a time. */
    interface Batches extends AutoCloseable {
        /**
         * The run's next batches, of those that can be had at once. Empty when there are none now, and also when what came was other
         * runs'.
         */
        List<BatchEnded> next();

        @Override
        void close();
    }
}
