package io.epochal.trainer.run.barrier;

import io.epochal.protocol.CommandOutcome;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.TrainingEvent.VerdictOverdue;
import io.epochal.protocol.Verdict;
import io.epochal.trainer.run.port.Supervisor;
import io.epochal.trainer.run.state.RunState;
import java.util.List;
import java.util.stream.Stream;

/** Publishes what became of verdicts and commands. */
public record DecisionReports(Supervisor supervisor) {
    /** @param unsaved what could not be applied, and why */
    void verdictApplied(Verdict verdict, RunState after, List<Verdict.Reason> unsaved) {
        List<Verdict.Reason> reasons =
                Stream.concat(verdict.reasons().stream(), unsaved.stream()).toList();
        supervisor.report(stamp -> new VerdictApplied(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                verdict.answers(),
                after.epoch(),
                after.step(),
                verdict.commands(),
                reasons,
                verdict.recordings(),
                after.learningRate()));
    }

    /** @param sequence of the event that has no verdict */
    void verdictOverdue(long sequence, RunState now) {
        supervisor.report(stamp -> new VerdictOverdue(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                sequence,
                now.epoch(),
                now.lastBatch(),
                now.step()));
    }

    /** Returns the sequence of the event. */
    public long commandApplied(CommandRequest request, RunState before) {
        return commandAnswered(request, before, CommandOutcome.APPLIED);
    }

    public long commandRejected(CommandRequest request, RunState before, String reason) {
        return commandAnswered(request, before, new CommandOutcome.Rejected(reason));
    }

    private long commandAnswered(CommandRequest request, RunState before, CommandOutcome outcome) {
        return supervisor.report(stamp -> new CommandApplied(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                request.commandId(),
                request.command(),
                before.epoch(),
                before.lastBatch(),
                outcome,
                request.requestedBy()));
    }
}
