package io.epochal.trainer.run;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandOutcome;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.Replacement;
import io.epochal.protocol.Verdict;
import io.epochal.trainer.run.TrainingState.Place;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What people ask of a run under way; answered between two batches. */
final class Requests {
    /** Each is kept in every checkpoint. */
    static final int MOST_ANSWERED = 2000;

    private static final Duration LOOK = Duration.ofMillis(100);

    private final RunSpec spec;
    private final Engine engine;
    private final Supervisor supervisor;
    private final CheckpointWriter checkpoints;
    private final Reports reports;
    private final BooleanSupplier leaving;
    private final Deque<CommandRequest> waiting = new ArrayDeque<>();

    /** @param leaving whether this trainer is to let go of the run, and so has nothing to wait for */
    Requests(
            RunSpec spec,
            Engine engine,
            Supervisor supervisor,
            CheckpointWriter checkpoints,
            Reports reports,
            BooleanSupplier leaving) {
        this.spec = spec;
        this.engine = engine;
        this.supervisor = supervisor;
        this.checkpoints = checkpoints;
        this.reports = reports;
        this.leaving = leaving;
    }

    /** A run that was cancelled while it was queued does not begin; what else was asked meanwhile waits for its first batch. */
    Standing cancelled(Standing before) {
        Optional<CommandRequest> cancel = cancellation(before);
        if (cancel.isEmpty()) {
            return before;
        }
        reports.answered(cancel.get(), before, CommandOutcome.APPLIED);
        return before.ending(new Ending(RunStatus.CANCELLED, reason(cancel.get())));
    }

    /** A person who cancels need not wait for a verdict: the run ends where the trial began. */
    Optional<Standing> cancelled(Trial trial) {
        return cancellation(trial.before()).map(request -> cancelled(request, trial));
    }

    private Standing cancelled(CommandRequest request, Trial trial) {
        Standing before = trial.before();
        reports.answered(request, before, CommandOutcome.APPLIED);
        if (before.epoch() >= 0) {
            trial.point().saveAs(new Command.SaveCheckpoint(RunStatus.CANCELLED.wireName()));
        }
        trial.point().finish(before.orders().retain());
        return before.answering(request.commandId()).ending(new Ending(RunStatus.CANCELLED, reason(request)));
    }

    private Optional<CommandRequest> cancellation(Standing before) {
        Optional<CommandRequest> next = supervisor.nextCancellation();
        while (next.isPresent() && before.answered().contains(next.get().commandId())) {
            next = supervisor.nextCancellation();
        }
        return next;
    }

    private static String reason(CommandRequest request) {
        return request.command() instanceof Command.CancelRun cancel ? cancel.reason() : "";
    }

    /** Obeys those that have come by now, or says why not. During a trial nobody knows yet where the run stands. */
    Standing answer(Standing before) throws InterruptedException, IOException {
        if (before.onTrial()) {
            return before;
        }
        Standing standing = before;
        hear(standing);
        while (!waiting.isEmpty() && !standing.ended()) {
            CommandRequest next = waiting.remove();
            if (!standing.answered().contains(next.commandId())) {
                standing = answer(next, standing);
            }
            hear(standing);
        }
        return standing;
    }

    private void hear(Standing standing) {
        if (waiting.isEmpty()) {
            int batch = standing.progress().batch() - 1;
            supervisor.nextRequest(standing.epoch(), batch).ifPresent(waiting::add);
        }
    }

    private Standing answer(CommandRequest request, Standing before) throws InterruptedException, IOException {
        boolean ends =
                request.command() instanceof Command.CancelRun || request.command() instanceof Command.StopTraining;
        if (before.answered().size() >= MOST_ANSWERED && !ends) {
            // Not kept in mind: whoever goes on says the same again.
            reports.answered(
                    request,
                    before,
                    new CommandOutcome.Rejected(
                            "the run has answered " + MOST_ANSWERED + " requests; only its end is left"));
            return before;
        }
        if (request.command() instanceof Command.ReplaceCallbacks wish) {
            return replace(new Replacement(request.commandId(), wish.callbacks()), request, before);
        }
        Standing answering = before.answering(request.commandId());
        Optional<String> refusal = request.command().accept(new Refusal(spec));
        if (refusal.isPresent()) {
            reports.answered(request, before, new CommandOutcome.Rejected(refusal.get()));
            return answering;
        }
        checkpoints.awaitSummaries();
        long sequence = reports.answered(request, before, CommandOutcome.APPLIED);
        Point point = checkpoints.here(answering, Place.BETWEEN_BATCHES, sequence + 1, 0);
        Standing after = new CommandApplier(engine, point, answering).apply(request.command());
        if (after.ended()) {
            // With the ending in it: whoever goes on from here is not to train on.
            point = checkpoints.here(after, Place.BETWEEN_BATCHES, sequence + 1, 0);
            point.saveAs(new Command.SaveCheckpoint(
                    after.ending().orElseThrow().status().wireName()));
        }
        point.finish(after.orders().retain());
        return after;
    }

    /** How the old callbacks become the new ones is not ours to know: the callback service is asked, here and now. */
    private Standing replace(Replacement replacement, CommandRequest request, Standing before)
            throws InterruptedException, IOException {
        checkpoints.awaitSummaries();
        long sequence = reports.reached(before, replacement);
        // Not answered yet: whoever goes on from here asks again.
        Point point = checkpoints.here(before, Place.BETWEEN_BATCHES, sequence, 0);
        Optional<Verdict> answer = verdict(sequence, before);
        if (answer.isEmpty()) {
            point.letGo();
            return before;
        }
        Verdict verdict = answer.get();
        String refusal = verdict.refusal();
        Standing carrying = refusal == null ? before.replacing(verdict) : before;
        Standing standing = CommandApplier.obeyed(verdict, engine, point, carrying);
        reports.applied(verdict, standing, checkpoints.unsaved().untold());
        reports.answered(
                request, before, refusal == null ? CommandOutcome.APPLIED : new CommandOutcome.Rejected(refusal));
        point.finish(standing.orders().retain());
        return standing.answering(request.commandId());
    }

    /** Empty when there is no use in waiting: another attempt asks again, and a run that is cancelled needs no callbacks. */
    private Optional<Verdict> verdict(long sequence, Standing before) throws InterruptedException {
        Optional<Verdict> verdict = supervisor.await(sequence, LOOK);
        while (verdict.isEmpty() && !leaving.getAsBoolean()) {
            Optional<CommandRequest> cancel = cancellation(before);
            if (cancel.isPresent()) {
                waiting.addFirst(cancel.get());
                return Optional.empty();
            }
            verdict = supervisor.await(sequence, LOOK);
        }
        return verdict;
    }
}
