package io.epochal.callback.api.log;

import io.epochal.protocol.CommandRequest;
import java.util.List;

/** What users and other services have asked of runs, whoever sent it and in whichever way. Kept for a week. */
public interface RequestLog {
    /**
     * Opens what there is of the requests to a run; of a long log the newest records.
     *
     * @throws LogUnavailableException when it is unavailable for a few seconds
     */
    Requests open(String run) throws LogUnavailableException;

    /** One reader of the requests to one run. For one thread at a time. */
    interface Requests extends AutoCloseable {
        /** The next requests, of those that can be had at once. Empty also when what came was for other runs. */
        List<CommandRequest> next();

        /** Whether there is more, perhaps for other runs. */
        boolean isBehind();

        @Override
        void close();
    }
}
