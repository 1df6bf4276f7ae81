package io.epochal.trainer.run;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.trainer.run.TrainingState.Place;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** What people ask of a run under way; answered between two batches. */
final class Requests {
    private final RunSpec spec;
    private final Engine engine;
    private final Supervisor supervisor;
    private final CheckpointWriter checkpoints;
    private final Reports reports;
    private final Deque<CommandRequest> waiting = new ArrayDeque<>();

    Requests(RunSpec spec, Engine engine, Supervisor supervisor, CheckpointWriter checkpoints, Reports reports) {
        this.spec = spec;
        this.engine = engine;
        this.supervisor = supervisor;
        this.checkpoints = checkpoints;
        this.reports = reports;
    }

    /** Obeys those that have come by now, or says why not. During a trial nobody knows yet where the run stands. */
    Standing answer(Standing before) throws IOException {
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

    /** A person who cancels need not wait for a verdict: the run ends where the trial began. */
    Optional<Standing> cancelled(Trial trial) {
        hear(trial.before());
        return waiting.stream()
                .filter(request -> request.command() instanceof Command.CancelRun)
                .findFirst()
                .map(request -> cancelled(request, trial));
    }

    private Standing cancelled(CommandRequest request, Trial trial) {
        Standing before = trial.before();
        reports.answered(request, before, "applied");
        if (before.epoch() >= 0) {
            trial.point().save(new Command.SaveCheckpoint(RunStatus.CANCELLED.wireName()));
        }
        trial.point().finish(before.orders().retain());
        return new CommandApplier(engine, trial.point(), before.answering(request.commandId()))
                .cancelRun((Command.CancelRun) request.command());
    }

    private void hear(Standing standing) {
        int batch = standing.progress().batch() - 1;
        supervisor.nextRequest(standing.epoch(), batch).ifPresent(waiting::add);
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
