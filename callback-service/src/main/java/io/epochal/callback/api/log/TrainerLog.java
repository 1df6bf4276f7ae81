package io.epochal.callback.api.log;

import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.TrainingEvent;
import io.epochal.tracing.TraceParent;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The log as the programs use it that train over HTTP: what they say is written to it, and {@link LogFollower} reads it back. What
 * takes more than a few seconds fails with a {@link LogUnavailableException}; it may still happen.
 */
public interface TrainerLog {
    /**
     * Completes once all events are durable, with the last one's position; fails with {@link EventTooLargeException} for one that it
     * never takes.
     *
     * @param events of one run, in their order; at least one
     * @param parent what the program that says them is doing, where it is traced
     */
    CompletionStage<LogPosition> append(List<? extends TrainingEvent> events, TraceParent parent);

    /**
     * As {@link #append}; where the last event asks for a verdict, that may be given on the way, and {@link LogFollower#verdict} has it
     * before this completes.
     */
    CompletionStage<LogPosition> ask(List<? extends TrainingEvent> events, TraceParent parent);

    /** Publishes it at most once, without waiting. */
    void publish(BatchEnded batch);

    /** Completes when the follower has been given this event and all before it. */
    CompletionStage<Void> reached(LogPosition event);

    /** Completes when the follower has been given everything that the log has now of this run. */
    CompletionStage<Void> caughtUp(String run);
}
