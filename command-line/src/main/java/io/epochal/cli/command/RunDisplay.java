package io.epochal.cli.command;

import io.epochal.callback.summary.RunFacts;
import io.epochal.callback.summary.SignOfLife;
import io.epochal.callback.summary.TrimmedEvents;
import io.epochal.cli.stack.NativeUnpacking;
import io.epochal.cli.stack.TrainingStack;
import io.epochal.cli.timeline.FollowOptions;
import io.epochal.cli.timeline.KafkaSession;
import io.epochal.cli.timeline.RunFollower;
import io.epochal.cli.view.EventView;
import io.epochal.cli.view.RunResultText;
import io.epochal.protocol.RunEvent;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;

/** Shows a run to the user until it ends, and then its summary. */
final class RunDisplay {
    private final Screen screen;
    private final TrainingStack stack;
    private final String run;
    private final FollowOptions options;
    private final RunFollower follower;
    private final EventView view;
    private final AtomicInteger interrupts = new AtomicInteger();
    private final Map<Integer, EpochEnded> epochs = new HashMap<>();
    private Optional<NativeUnpacking> unpacking;
    private Optional<RunFacts> facts = Optional.empty();
    private Instant heard = Instant.EPOCH;
    private boolean lost;
    private boolean cancelled;
    private boolean takenDown;

    RunDisplay(Screen screen, TrainingStack stack, KafkaSession session, String run, FollowOptions options)
            throws IOException {
        this.screen = screen;
        this.stack = stack;
        this.run = run;
        this.options = options;
        this.follower = new RunFollower(session, run, options);
        this.view = screen.view();
        this.unpacking = stack.unpacking();
    }

    /** Returns the command's exit code once the run has ended, the user has stopped following, or the stack was taken down. */
    int show(OutputFormat output) throws IOException {
        Optional<RunEnded> ended = follow();
        if (ended.isEmpty() && takenDown) {
            screen.line("the stack was taken down, and " + run + " has not ended: it resumes when a stack is up again;"
                    + " ./epochal up starts one, ./epochal watch " + run + " follows the run");
            return ExitCode.DOWN;
        }
        if (ended.isEmpty()) {
            screen.line("stopped following; the run continues, and ./epochal watch " + run + " follows it again");
            return ExitCode.INTERRUPTED;
        }
        RunResultText summary = summary(ended.get());
        if (output == OutputFormat.json) {
            System.out.println(summary.json());
        } else {
            screen.print(summary.text());
        }
        return ExitCode.of(ended.get().status());
    }

    /** Empty when the user has stopped following before the end, or the stack was taken down. */
    private Optional<RunEnded> follow() throws IOException {
        Signal.handle(new Signal("INT"), signal -> {
            if (interrupts.incrementAndGet() > 1) {
                stack.abandon();
                Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
            }
        });
        while (options.cancels() || interrupts.get() == 0) {
            cancelOnInterrupt();
            showUnpacking();
            Optional<RunEnded> ended = follower.poll(this::show);
            if (ended.isPresent()) {
                return ended;
            }
            showLoss(Instant.now());
            if (!stack.restartDead(screen)) {
                takenDown = true;
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private void show(RunEvent event, boolean isNew) {
        if (event instanceof TrainingEvent numbered) {
            facts = RunFacts.of(numbered).or(() -> facts);
            heard = numbered.time().isAfter(heard) ? numbered.time() : heard;
        }
        if (event instanceof EpochEnded ended) {
            epochs.put(ended.epoch(), TrimmedEvents.of(ended));
        }
        // The view needs the events that are not printed, too.
        String text = view.show(event);
        if (!isNew) {
            return;
        }
        if (event instanceof TrainingEvent.Start || event instanceof TrainingEvent.Resumption) {
            unpacking = Optional.empty();
            screen.clear();
        }
        screen.print(text);
    }

    private RunResultText summary(RunEnded ended) throws IOException {
        boolean recorded = follower.awaitRecorded();
        if (!recorded) {
            screen.line("the TensorBoard recorder has not caught up yet; it writes the logs when it does");
        }
        Integer best = ended.restoredEpoch();
        String checkpoint = ended.checkpoint();
        return new RunResultText(
                ended,
                facts.map(RunFacts::round).orElse("epoch"),
                best == null ? null : epochs.get(best),
                checkpoint == null || isAttached() ? checkpoint : stack.checkpointLocation(checkpoint),
                recorded ? stack.metricsLocation(run).orElse(null) : null);
    }

    private boolean isAttached() {
        return facts.flatMap(RunFacts::trainer).isPresent();
    }

    /** Says once that a trainer which is not ours is silent for longer than it promised. */
    private void showLoss(Instant now) {
        boolean silent = SignOfLife.of(facts.flatMap(RunFacts::trainer), heard)
                .flatMap(one -> one.lostSince(now))
                .isPresent();
        boolean before = lost;
        lost = silent && (before || follower.caughtUp());
        if (lost && !before) {
            screen.line("the run's trainer is lost: nothing was heard of it since "
                    + heard.truncatedTo(ChronoUnit.SECONDS)
                    + "; if it attaches again, the run goes on");
        }
    }

    private void cancelOnInterrupt() throws IOException {
        if (interrupts.get() > 0 && !cancelled) {
            cancelled = true;
            screen.line("cancelling the run; a checkpoint is saved. Press Ctrl-C again to exit at once");
            follower.cancel("Ctrl-C");
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
