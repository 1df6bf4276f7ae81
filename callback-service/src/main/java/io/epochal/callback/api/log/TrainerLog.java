package io.epochal.callback.api.log;

import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.TrainingEvent;
import java.util.concurrent.CompletionStage;

/** The log as the programs use it that train over HTTP: what they say is written to it, and {@link LogFollower} reads it back. */
public interface TrainerLog {
    /**
     * Returns once the event is durable, with its position.
     *
     * @throws LogUnavailableException when that has not happened within five seconds; it may still happen
     */
    LogPosition append(TrainingEvent event) throws LogUnavailableException;

    /** Publishes it at most once, without waiting. */
    void publish(BatchEnded batch);

    /** Completes when the follower has been given this event and all before it. */
    CompletionStage<Void> reached(LogPosition event);

    /**
     * Returns when the follower has been given everything that is in the log now.
     *
     * @throws LogUnavailableException when that takes longer than a few seconds; a retry goes on from there
     */
    void catchUp() throws LogUnavailableException;
}
