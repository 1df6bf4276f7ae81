package io.epochal.trainer.run.barrier;

import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.trainer.run.checkpoint.Savepoint;
import io.epochal.trainer.run.checkpoint.TestAttempt;
import io.epochal.trainer.run.port.FakeSupervisor;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Situation;
import io.epochal.trainer.run.state.TestStates;
import io.epochal.trainer.run.state.Trial;

/** All that acts between two batches, put together as an attempt does. */
public final class TestBarriers implements AutoCloseable {
    public final ObjectStore objects = new InMemoryObjectStore();
    public final TestAttempt attempt = new TestAttempt(objects);
    public final FakeSupervisor supervisor = attempt.supervisor;
    public final CommandInbox inbox = new CommandInbox(supervisor);
    public final DecisionReports decisions = new DecisionReports(supervisor);
    public final Reports reports = new Reports(TestStates.SPEC, attempt.engine, supervisor);
    public final CommandApplier commandApplier =
            new CommandApplier(attempt.engine, attempt.savepoints, attempt.failures);
    public final VerdictApplier verdictApplier = new VerdictApplier(commandApplier, decisions, attempt.failures);
    public final OpenTrials open = new OpenTrials();
    public boolean leaving;

    public Trials trials(VerdictTimeouts timeouts) {
        return new Trials(TestStates.SPEC, supervisor, inbox, verdictApplier, decisions, open, timeouts, () -> leaving);
    }

    public Verdicts verdicts(boolean afterVoidTrial) {
        return new Verdicts(
                supervisor, verdictApplier, trials(VerdictTimeouts.DEFAULT), VerdictTimeouts.DEFAULT, afterVoidTrial);
    }

    public UserCommands commands() {
        return new UserCommands(TestStates.SPEC, attempt.savepoints, inbox, commandApplier, replacement(), decisions);
    }

    CallbackReplacement replacement() {
        return new CallbackReplacement(
                attempt.savepoints, reports, decisions, supervisor, inbox, verdictApplier, () -> leaving);
    }

    public Savepoint savepoint(RunState state) {
        return attempt.savepoints.at(state, ResumePoint.EPOCH_ENDED, 0, 1);
    }

    /** Begins this trial at the end of an epoch. */
    public Situation.OnTrial begin(Trial trial, Trials trials) {
        return trials.begin(trial, savepoint(trial.before()));
    }

    @Override
    public void close() {
        attempt.close();
    }
}
