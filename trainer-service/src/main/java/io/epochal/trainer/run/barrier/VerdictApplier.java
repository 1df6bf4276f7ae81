package io.epochal.trainer.run.barrier;

import io.epochal.protocol.Command;
import io.epochal.protocol.Verdict;
import io.epochal.trainer.run.checkpoint.SaveFailures;
import io.epochal.trainer.run.checkpoint.Savepoint;
import io.epochal.trainer.run.state.RunState;
import java.io.IOException;

/** Applies a verdict and reports that. The only place where verdicts take effect. */
public record VerdictApplier(CommandApplier commands, DecisionReports reports, SaveFailures failures) {
    /**
     * Applies command after command, each where the one before has left the run.
     *
     * @param carrying the state at the barrier event, with the verdict's callbacks
     * @param at the savepoint at the barrier event; the caller finishes it
     */
    RunState apply(Verdict verdict, RunState carrying, Savepoint at) throws IOException {
        RunState state = carrying;
        for (Command command : verdict.commands()) {
            state = commands.apply(command, state, at);
        }
        reports.verdictApplied(verdict, state, failures.takeInvalidNames());
        return state;
    }
}
