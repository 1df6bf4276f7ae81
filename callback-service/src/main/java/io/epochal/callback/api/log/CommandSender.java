package io.epochal.callback.api.log;

import io.epochal.protocol.CommandRequest;

/** Sends commands to the trainers. */
public interface CommandSender {
    /**
     * Returns once the request is durable.
     *
     * @throws LogUnavailableException when that has not happened within five seconds; it may still happen
     */
    void send(CommandRequest request) throws LogUnavailableException;
}
