package io.epochal.cli.command;

import io.epochal.cli.run.TrimmedEvents;
import io.epochal.cli.stack.NativeUnpacking;
import io.epochal.cli.stack.TrainingStack;
import io.epochal.cli.timeline.FollowOptions;
import io.epochal.cli.timeline.KafkaSession;
import io.epochal.cli.view.EventView;
import io.epochal.cli.view.RunSummary;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/** Shows a run until it ends. */
public final class RunFollower {
    private static final Duration LISTEN = Duration.ofMillis(100);
    private static final Duration RECORDED = Duration.ofSeconds(15);
    private static final String RECORDER = "tensorboard-recorder";

    private final Screen screen;
    private final TrainingStack stack;
    private final KafkaSession line;
    private final String run;
    private final FollowOptions how;
    private final EventView view;
    private final AtomicInteger interrupts = new AtomicInteger();
    private final Map<Integer, TrainingEvent.EpochEnded> epochs = new HashMap<>();
    private Optional<NativeUnpacking> unpacking;
    private @Nullable RunSpec spec;
    private boolean cancelled;
    private boolean takenDown;

    RunFollower(Screen screen, TrainingStack stack, KafkaSession line, String run, FollowOptions how)
            throws IOException {
        this.screen = screen;
        this.stack = stack;
        this.line = line;
        this.run = run;
        this.how = how;
        this.view = screen.view();
        this.unpacking = stack.unpacking();
    }

    /** Shows the run to its end and prints its summary; returns the exit code. */
    int show(TrainCommand.Output output) throws IOException {
        Optional<RunSummary> summary = follow();
        if (summary.isEmpty() && takenDown) {
            screen.line("the stack was taken down, and " + run + " has not ended: it goes on when a stack is up again;"
                    + " ./epochal up starts one, ./epochal watch " + run + " follows it");
            return ExitCode.DOWN;
        }
        if (summary.isEmpty()) {
            screen.line("left; the run goes on, and ./epochal watch " + run + " comes back to it");
            return ExitCode.INTERRUPTED;
        }
        if (output == TrainCommand.Output.json) {
            System.out.println(summary.get().json());
        } else {
            screen.print(summary.get().text());
        }
        return summary.get().exitCode();
    }

    /**
     * Returns when the run has ended and its recorder has written it down, or empty when the person has left before, or the stack was
     * taken down.
     */
    private Optional<RunSummary> follow() throws IOException {
        Signal.handle(new Signal("INT"), signal -> {
            if (interrupts.incrementAndGet() > 1) {
                stack.abandon();
                Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
            }
        });
        while (how.cancels() || interrupts.get() == 0) {
            cancelOnInterrupt();
            showUnpacking();
            for (KafkaSession.Received heard : line.hear(LISTEN)) {
                if (heard.message() instanceof TrainingEvent event) {
                    show(event);
                    if (event instanceof TrainingEvent.RunEnded ended && how.endsWith(ended)) {
                        return Optional.of(summary(ended, heard));
                    }
                }
            }
            if (!stack.revive(screen)) {
                takenDown = true;
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private void show(TrainingEvent event) {
        if (event instanceof TrainingEvent.EpochEnded ended) {
            spec = spec == null ? ended.spec() : spec;
            epochs.put(ended.epoch(), TrimmedEvents.of(ended, spec));
        }
        // The view has to know what it does not show, too.
        String text = view.show(event);
        if (!how.shows(event)) {
            return;
        }
        if (event instanceof TrainingEvent.RunStarted || event instanceof TrainingEvent.RunResumed) {
            unpacking = Optional.empty();
            screen.print(screen.terminal() ? "\r\u001b[K" : "");
        }
        screen.print(text);
    }

    private RunSummary summary(TrainingEvent.RunEnded ended, KafkaSession.Received heard) throws IOException {
        boolean recorded = line.awaitGroup(RECORDER, heard, RECORDED);
        if (!recorded) {
            screen.line("the TensorBoard recorder has not caught up yet; the logs are written when it does");
        }
        Integer best = ended.restoredEpoch();
        String checkpoint = ended.checkpoint();
        return new RunSummary(
                ended,
                best == null ? null : epochs.get(best),
                checkpoint == null ? null : stack.model(checkpoint),
                recorded ? stack.metrics(run).orElse(null) : null);
    }

    private void cancelOnInterrupt() throws IOException {
        if (interrupts.get() > 0 && !cancelled) {
            cancelled = true;
            screen.line("stopping in order; a checkpoint is saved. Ctrl-C once more to stop at once");
            line.say(
                    Topic.CONTROL,
                    new CommandRequest(
                            run,
                            Instant.now(),
                            UUID.randomUUID().toString(),
                            System.getProperty("user.name"),
                            new Command.CancelRun("Ctrl-C")));
        }
    }

    private void showUnpacking() throws IOException {
        if (unpacking.isPresent()) {
            screen.bar(
                    "unpacking the native library (first run only)",
                    unpacking.get().fraction());
            if (unpacking.get().done()) {
                unpacking = Optional.empty();
            }
        }
    }
}
