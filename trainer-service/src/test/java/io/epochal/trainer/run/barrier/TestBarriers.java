package io.epochal.trainer.run.barrier;

import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.trainer.run.checkpoint.Savepoint;
import io.epochal.trainer.run.checkpoint.TestAttempt;
import io.epochal.trainer.run.port.FakeSupervisor;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.TestStates;

/** All that acts between two batches, put together as an attempt does. */
final class TestBarriers implements AutoCloseable {
    final ObjectStore objects = new InMemoryObjectStore();
    final TestAttempt attempt = new TestAttempt(objects);
    final FakeSupervisor supervisor = attempt.supervisor;
    final CommandInbox inbox = new CommandInbox(supervisor);
    final DecisionReports decisions = new DecisionReports(supervisor);
    final Reports reports = new Reports(TestStates.SPEC, attempt.engine, supervisor);
    final CommandApplier commandApplier = new CommandApplier(attempt.engine, attempt.savepoints, attempt.failures);
    final VerdictApplier verdictApplier = new VerdictApplier(commandApplier, decisions, attempt.failures);
    final OpenTrials open = new OpenTrials();
    boolean leaving;

    Trials trials(VerdictTimeouts timeouts) {
        return new Trials(
                TestStates.SPEC,
                supervisor,
                inbox,
                verdictApplier,
                decisions,
                open,
                timeouts,
                () -> leaving);
    }

    Verdicts verdicts(boolean afterVoidTrial) {
        return new Verdicts(
                supervisor,
                verdictApplier,
                trials(VerdictTimeouts.DEFAULT),
                VerdictTimeouts.DEFAULT,
                afterVoidTrial);
    }

    UserCommands commands() {
        CallbackReplacement replacement = new CallbackReplacement(
                attempt.savepoints,
                reports,
                decisions,
                supervisor,
                inbox,
                verdictApplier,
                () -> leaving);
        return new UserCommands(TestStates.SPEC, attempt.savepoints, inbox, commandApplier, replacement, decisions);
    }

    Savepoint savepoint(RunState state) {
        return attempt.savepoints.at(state, ResumePoint.EPOCH_ENDED, 0, 1);
    }

    @Override
    public void close() {
        attempt.close();
    }
}
