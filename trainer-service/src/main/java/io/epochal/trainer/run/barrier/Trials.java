package io.epochal.trainer.run.barrier;

import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.Verdict;
import io.epochal.trainer.run.checkpoint.Savepoint;
import io.epochal.trainer.run.port.Supervisor;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Situation;
import io.epochal.trainer.run.state.Termination;
import io.epochal.trainer.run.state.Trial;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Ends trials: by the verdict when it comes, by a cancellation, or when the time for the verdict is over. See {@link Trial}.
 *
 * @param leaving whether this trainer is to release the run, and so has nothing to wait for
 */
public record Trials(
        RunSpec spec,
        Supervisor supervisor,
        CommandInbox commands,
        VerdictApplier applier,
        DecisionReports reports,
        OpenTrials open,
        VerdictTimeouts timeouts,
        BooleanSupplier leaving) {
    private static final Logger LOG = Logger.getLogger(Trials.class);

    /** Begins one. */
    Situation.OnTrial begin(Trial trial, Savepoint savepoint) {
        savepoint.hold();
        open.open(trial, savepoint);
        return new Situation.OnTrial(trial.before(), trial);
    }

    /** Between two batches: ends a trial whose verdict has come, or which may not go on without it. */
    public Situation look(Situation now) throws IOException {
        return now.whenOnTrial(this::look);
    }

    /** Waits until it is known what becomes of the trial; when this returns on trial, the trainer is leaving. */
    public Situation settle(Situation now) throws IOException {
        return now.whenOnTrial(this::settle);
    }

    /** Leaves the trial to the next attempt: it resumes from the barrier event. */
    public void leave(Trial trial) {
        open.close(trial).savepoint().release();
    }

    private Situation look(Situation.OnTrial now) throws IOException {
        Trial trial = now.trial();
        Optional<Verdict> verdict = supervisor.await(trial.sequence(), Duration.ZERO);
        if (verdict.isPresent()) {
            return decide(trial, verdict.get(), now.state());
        }
        return trial.endsAt(now.state()) ? settle(now) : cancelled(trial).orElse(now);
    }

    private Situation settle(Situation.OnTrial now) throws IOException {
        Trial trial = now.trial();
        Optional<Verdict> verdict = supervisor.await(trial.sequence(), VerdictTimeouts.POLL);
        if (verdict.isEmpty()) {
            LOG.warnf("nothing more can be trained before the verdict on event %d; waiting", trial.sequence());
            reports.verdictOverdue(trial.sequence(), now.state());
        }
        while (verdict.isEmpty() && !leaving.getAsBoolean()) {
            Optional<Situation> ended = cancelled(trial).or(() -> timedOut(trial));
            if (ended.isPresent()) {
                return ended.get();
            }
            verdict = supervisor.await(trial.sequence(), VerdictTimeouts.POLL);
        }
        return verdict.isPresent() ? decide(trial, verdict.get(), now.state()) : now;
    }

    private Situation decide(Trial trial, Verdict verdict, RunState now) throws IOException {
        OpenTrials.Held held = open.close(trial);
        boolean scheduled = spec.optimizer().rate().schedule() != null;
        if (!trial.isConfirmedBy(verdict, now, scheduled)) {
            LOG.infof("the verdict on event %d changes what is to be trained; back to it", trial.sequence());
            held.savepoint().release();
            return new Situation.Void(now);
        }
        RunState decided = applier.apply(verdict, trial.before().carrying(verdict), held.savepoint());
        held.savepoint().finish(decided.directives().retain());
        held.events().publish();
        return Situation.of(now.decidedAs(decided));
    }

    /** A user who cancels need not wait for a verdict: the run ends where the trial began. */
    private Optional<Situation> cancelled(Trial trial) {
        return commands.nextCancellation(trial.before()).map(request -> cancel(trial, request));
    }

    private Situation cancel(Trial trial, CommandRequest request) {
        RunState before = trial.before();
        reports.commandApplied(request, before);
        Savepoint savepoint = open.close(trial).savepoint();
        if (before.epoch() >= 0) {
            savepoint.saveAs(UserCommands.terminal(RunStatus.CANCELLED));
        }
        savepoint.finish(before.directives().retain());
        return Situation.of(before.answering(request.commandId()).terminated(CommandInbox.cancelled(request)));
    }

    private Optional<Situation> timedOut(Trial trial) {
        Duration waited = Duration.ofNanos(System.nanoTime() - trial.since());
        Optional<Duration> passed = timeouts.giveUpAfter().filter(limit -> waited.compareTo(limit) > 0);
        return passed.map(limit -> {
            leave(trial);
            String reason = "no verdict on event " + trial.sequence() + " came within " + limit.toSeconds()
                    + " s; is a callback-service up?";
            return Situation.of(trial.before().terminated(new Termination(RunStatus.FAILED, reason)));
        });
    }
}
