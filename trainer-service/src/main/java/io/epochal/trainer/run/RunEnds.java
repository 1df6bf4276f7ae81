package io.epochal.trainer.run;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.field.Printable;
import io.epochal.trainer.run.barrier.CommandInbox;
import io.epochal.trainer.run.barrier.DecisionReports;
import io.epochal.trainer.run.port.Stamp;
import io.epochal.trainer.run.port.Supervisor;
import io.epochal.trainer.run.state.RunResult;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Termination;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Publishes how a run has ended, and answers the cancellations that are left. Needs no engine. */
record RunEnds(Supervisor supervisor, CommandInbox commands, DecisionReports reports) {
    private static final Logger LOG = Logger.getLogger(RunEnds.class);
    private static final int LONGEST_REASON = 4000;

    static RunEnds of(Supervisor supervisor) {
        return new RunEnds(supervisor, new CommandInbox(supervisor), new DecisionReports(supervisor));
    }

    /** Of a run that was trained. Where it has failed, nothing is left to be cancelled. */
    void report(RunResult result) {
        LOG.infof("%s: %s", result.how().status().wireName(), result.how().reason());
        if (result.how().status() == RunStatus.FAILED) {
            rejectCancellations(result.state());
        }
        supervisor.report(stamp -> event(result, stamp));
    }

    /** Of a run that no trainer trains any more: it has failed, or is cancelled where the user has asked for that. */
    void fail(RunState state, String reason) {
        Optional<CommandRequest> cancellation = commands.nextCancellation(state);
        cancellation.ifPresent(request -> reports.commandApplied(request, state));
        Termination how = cancellation
                .map(CommandInbox::cancelled)
                .map(cancelled -> new Termination(cancelled.status(), cancelled.reason() + "; " + reason))
                .orElse(new Termination(RunStatus.FAILED, reason));
        LOG.errorf("%s: %s", how.status().wireName(), how.reason());
        supervisor.report(stamp -> event(new RunResult(state, how, Metrics.NONE, null), stamp));
    }

    private void rejectCancellations(RunState state) {
        Optional<CommandRequest> next = commands.nextCancellation(state);
        while (next.isPresent()) {
            reports.commandRejected(next.get(), state, "the run has failed");
            next = commands.nextCancellation(state);
        }
    }

    private static RunEnded event(RunResult result, Stamp stamp) {
        RunState state = result.state();
        Command.RestoreWeights restored = state.restored();
        return new RunEnded(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                result.how().status(),
                Printable.of(result.how().reason(), LONGEST_REASON),
                state.epoch() + 1,
                restored == null ? null : restored.epoch(),
                state.metrics(),
                result.test(),
                state.learningRate(),
                result.checkpoint());
    }
}
