package io.epochal.cli.timeline;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.RunEvent;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.RunEnded;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Follows one run through a session until it ends. */
public final class RunFollower {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration RECORDED = Duration.ofSeconds(15);
    private static final String RECORDER = "tensorboard-recorder";

    private final KafkaSession session;
    private final String run;
    private final FollowOptions options;
    private KafkaSession.@Nullable Received end;

    public RunFollower(KafkaSession session, String run, FollowOptions options) {
        this.session = session;
        this.run = run;
        this.options = options;
    }

    /** Receives the run's events in their order. */
    public interface FollowListener {
        /** @param isNew whether it is to be shown, as the {@link FollowOptions} say */
        void event(RunEvent event, boolean isNew);
    }

    /** Passes on the events that arrive within 100 ms; returns how the run ended, if that is among them. */
    public Optional<RunEnded> poll(FollowListener listener) {
        for (KafkaSession.Received received : session.poll(POLL)) {
            if (received.message() instanceof RunEvent event) {
                listener.event(event, options.shows(event));
                if (event instanceof RunEnded ended && options.endsWith(ended)) {
                    end = received;
                    return Optional.of(ended);
                }
            }
        }
        return Optional.empty();
    }

    /** Whether there is nothing in the log that {@link #poll} has not passed on. */
    public boolean caughtUp() {
        return session.caughtUp();
    }

    /** Whether the TensorBoard recorder has read the run to its end within 15 s; call it after the end. */
    public boolean awaitRecorded() throws IOException {
        return end != null && session.awaitGroup(RECORDER, end, RECORDED);
    }

    /** Sends a command that cancels the run. */
    public void cancel(String reason) throws IOException {
        session.publish(
                Topic.CONTROL,
                new CommandRequest(
                        run,
                        Instant.now(),
                        UUID.randomUUID().toString(),
                        System.getProperty("user.name"),
                        new Command.CancelRun(reason)));
    }
}
