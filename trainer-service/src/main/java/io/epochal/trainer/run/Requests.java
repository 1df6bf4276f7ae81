package io.epochal.trainer.run;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.Replacement;
import io.epochal.protocol.Verdict;
import io.epochal.trainer.run.TrainingState.Place;
import java.io.IOException;
import java.util.Optional;

/** What people ask of a run under way; answered between two batches. */
record Requests(RunSpec spec, Engine engine, Supervisor supervisor, CheckpointWriter checkpoints, Reports reports) {
    /** A run that was cancelled while it was queued does not begin; what else was asked meanwhile waits for its first batch. */
    Standing cancelled(Standing before) {
        for (Optional<CommandRequest> next = supervisor.nextCancellation();
                next.isPresent();
                next = supervisor.nextCancellation()) {
            CommandRequest request = next.get();
            if (!before.answered().contains(request.commandId())
                    && request.command() instanceof Command.CancelRun cancel) {
                reports.answered(request, before, "applied");
                return before.ending(new Ending(RunStatus.CANCELLED, cancel.reason()));
            }
        }
        return before;
    }

    /** Obeys those that have come by now, or says why not. */
    Standing answer(Standing before) throws InterruptedException, IOException {
        Standing standing = before;
        int batch = before.progress().batch() - 1;
        for (Optional<CommandRequest> next = supervisor.nextRequest(before.epoch(), batch);
                next.isPresent() && !standing.ended();
                next = supervisor.nextRequest(before.epoch(), batch)) {
            if (!standing.answered().contains(next.get().commandId())) {
                standing = answer(next.get(), standing);
            }
        }
        return standing;
    }

    private Standing answer(CommandRequest request, Standing before) throws InterruptedException, IOException {
        if (request.command() instanceof Command.ReplaceCallbacks wish) {
            return replace(new Replacement(request.commandId(), wish.callbacks()), request, before);
        }
        Standing answering = before.answering(request.commandId());
        Optional<String> refusal = request.command().accept(new Refusal(spec));
        if (refusal.isPresent()) {
            reports.answered(request, before, "rejected: " + refusal.get());
            return answering;
        }
        checkpoints.awaitSummaries();
        long sequence = reports.answered(request, before, "applied");
        Point point = checkpoints.here(answering, Place.BETWEEN_BATCHES, sequence + 1, 0);
        Standing after = new CommandApplier(engine, point, answering).apply(request.command());
        if (after.ended()) {
            // With the ending in it: whoever goes on from here is not to train on.
            point = checkpoints.here(after, Place.BETWEEN_BATCHES, sequence + 1, 0);
            point.save(new Command.SaveCheckpoint(
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
        Verdict verdict = supervisor.await(sequence);
        Standing standing = verdict.refusal() == null ? before.replacing(verdict) : before;
        for (Command command : verdict.commands()) {
            standing = new CommandApplier(engine, point, standing).apply(command);
        }
        reports.applied(verdict, standing);
        String refusal = verdict.refusal();
        reports.answered(request, before, refusal == null ? "applied" : "rejected: " + refusal);
        point.finish(standing.orders().retain());
        return standing.answering(request.commandId());
    }
}
