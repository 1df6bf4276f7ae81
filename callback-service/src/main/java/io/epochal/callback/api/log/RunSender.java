package io.epochal.callback.api.log;

import io.epochal.protocol.RunRequested;

/** Sends requests to train to the trainer service. */
public interface RunSender {
    /**
     * Returns once the request is durable.
     *
     * @throws LogUnavailableException when that has not happened within five seconds; it may still happen
     */
    void send(RunRequested request) throws LogUnavailableException;
}
