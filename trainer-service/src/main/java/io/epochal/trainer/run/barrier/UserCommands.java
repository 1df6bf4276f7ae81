package io.epochal.trainer.run.barrier;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.trainer.run.checkpoint.Savepoint;
import io.epochal.trainer.run.checkpoint.Savepoints;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Situation;
import java.io.IOException;
import java.util.Optional;

/** Answers the commands that the user sends to a run: applies them between two batches, or rejects them. */
public record UserCommands(
        RunSpec spec,
        Savepoints savepoints,
        CommandInbox inbox,
        CommandApplier applier,
        CallbackReplacement replacement,
        DecisionReports reports) {
    /** Each is kept in every checkpoint. */
    static final int MOST_ANSWERED = 2000;

    /** A run that was cancelled while it was queued does not begin; other commands wait for its first batch. */
    public Situation cancelledInQueue(RunState start) {
        Optional<CommandRequest> cancellation = inbox.nextCancellation(start);
        cancellation.ifPresent(request -> reports.commandApplied(request, start));
        return Situation.of(
                cancellation.map(CommandInbox::cancelled).map(start::terminated).orElse(start));
    }

    /** Whether {@link #answer} would answer one here. */
    public boolean areWaiting(RunState now) {
        return inbox.hasNext(now);
    }

    /** Answers those that have come by now. They wait during a trial, which may turn out to be void. */
    public Situation answer(Situation now) throws IOException {
        return now.whenDecided(decided -> Situation.of(answerAll(decided.state())));
    }

    private RunState answerAll(RunState before) throws IOException {
        RunState state = before;
        Optional<CommandRequest> next = inbox.next(state);
        while (next.isPresent()) {
            state = answer(next.get(), state);
            next = state.termination() == null ? inbox.next(state) : Optional.empty();
        }
        return state;
    }

    private RunState answer(CommandRequest request, RunState before) throws IOException {
        Command command = request.command();
        boolean ends = command instanceof Command.CancelRun || command instanceof Command.StopTraining;
        if (before.answered().size() >= MOST_ANSWERED && !ends) {
            // Not among the answered ones: an attempt that resumes from here rejects it again.
            reports.commandRejected(
                    request, before, "the run has answered " + MOST_ANSWERED + " requests; only its end is left");
            return before;
        }
        if (command instanceof Command.ReplaceCallbacks wanted) {
            return replacement.replace(wanted, request, before);
        }
        Optional<String> rejection = command.accept(new CommandRejection(spec));
        if (rejection.isPresent()) {
            reports.commandRejected(request, before, rejection.get());
            return before.answering(request.commandId());
        }
        return apply(request, before);
    }

    private RunState apply(CommandRequest request, RunState before) throws IOException {
        savepoints.awaitSummaries();
        // A resumed run does not repeat the answer, but what follows it.
        long following = reports.commandApplied(request, before) + 1;
        RunState answering = before.answering(request.commandId());
        Savepoint savepoint = savepoints.at(answering, ResumePoint.BETWEEN_BATCHES, following, 0);
        RunState after = applier.apply(request.command(), answering, savepoint);
        if (after.termination() != null) {
            // With the termination in it: an attempt that resumes from here trains no further batch.
            savepoint = savepoints.at(after, ResumePoint.BETWEEN_BATCHES, following, 0);
            savepoint.saveAs(terminal(after.termination().status()));
        }
        savepoint.finish(after.directives().retain());
        return after;
    }

    /** Names the last state of a run that the user has ended. */
    static Command.SaveCheckpoint terminal(RunStatus status) {
        return new Command.SaveCheckpoint(status.wireName());
    }
}
