package io.epochal.trainer.run.barrier;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.TrainingEvent.Replacement;
import io.epochal.protocol.Verdict;
import io.epochal.trainer.run.checkpoint.Savepoint;
import io.epochal.trainer.run.checkpoint.Savepoints;
import io.epochal.trainer.run.port.Supervisor;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Replaces the callbacks of a run, where the user asks for that: the callback service merges them, and is asked here and now.
 *
 * @param leaving whether this trainer is to release the run, and so has nothing to wait for
 */
public record CallbackReplacement(
        Savepoints savepoints,
        Reports barriers,
        DecisionReports decisions,
        Supervisor supervisor,
        CommandInbox commands,
        VerdictApplier applier,
        BooleanSupplier leaving) {
    /** Returns the state as it was, and answers nothing, where there is no use in waiting for the verdict. */
    RunState replace(Command.ReplaceCallbacks wanted, CommandRequest request, RunState before) throws IOException {
        savepoints.awaitSummaries();
        long sequence = barriers.batchReached(before, new Replacement(request.commandId(), wanted.callbacks()));
        // Not answered yet: an attempt that resumes from here asks again.
        Savepoint savepoint = savepoints.at(before, ResumePoint.BETWEEN_BATCHES, sequence, 0);
        Optional<Verdict> answer = verdict(sequence, before);
        if (answer.isEmpty()) {
            savepoint.release();
            return before;
        }
        RunState after = apply(answer.get(), request, before, savepoint);
        savepoint.finish(after.directives().retain());
        return after.answering(request.commandId());
    }

    private RunState apply(Verdict verdict, CommandRequest request, RunState before, Savepoint savepoint)
            throws IOException {
        String refusal = verdict.refusal();
        RunState after = applier.apply(verdict, refusal == null ? before.replacing(verdict) : before, savepoint);
        if (refusal == null) {
            decisions.commandApplied(request, before);
        } else {
            decisions.commandRejected(request, before, refusal);
        }
        return after;
    }

    /** Empty where this trainer is leaving, so that the next one asks, and where the user has cancelled the run. */
    private Optional<Verdict> verdict(long sequence, RunState before) throws IOException {
        Optional<Verdict> verdict = supervisor.await(sequence, VerdictTimeouts.POLL);
        while (verdict.isEmpty() && !leaving.getAsBoolean()) {
            Optional<CommandRequest> cancellation = commands.nextCancellation(before);
            if (cancellation.isPresent()) {
                commands.putBack(cancellation.get());
                return Optional.empty();
            }
            verdict = supervisor.await(sequence, VerdictTimeouts.POLL);
        }
        return verdict;
    }
}
