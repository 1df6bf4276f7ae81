package io.epochal.trainer.run;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.RunSpec;
import io.epochal.trainer.run.TrainingState.Place;
import java.io.IOException;
import java.util.Optional;

/** What people ask of a run under way; answered between two batches. */
record Requests(RunSpec spec, Engine engine, Supervisor supervisor, CheckpointWriter checkpoints, Reports reports) {
    /** Obeys those that have come by now, or says why not. */
    Standing answer(Standing before) throws IOException {
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

    private Standing answer(CommandRequest request, Standing before) throws IOException {
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
            point.save(new Command.SaveCheckpoint(
                    after.ending().orElseThrow().status().wireName()));
        }
        point.finish(after.orders().retain());
        return after;
    }
}
