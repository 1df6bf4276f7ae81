package io.epochal.trainer.run.barrier;

import io.epochal.protocol.Verdict;
import io.epochal.trainer.run.checkpoint.Savepoint;
import io.epochal.trainer.run.port.Supervisor;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Situation;
import io.epochal.trainer.run.state.Trial;
import java.io.IOException;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Waits for the verdict on a barrier event and applies it. Where it is late, the run continues on trial. */
public final class Verdicts {
    private static final Logger LOG = Logger.getLogger(Verdicts.class);

    private final Supervisor supervisor;
    private final VerdictApplier applier;
    private final Trials trials;
    private final VerdictTimeouts timeouts;
    private boolean waits;

    /**
     * @param afterVoidTrial whether the trial at the first event was void: the same verdict would be as late again, so this time the
     *     run waits for it
     */
    public Verdicts(
            Supervisor supervisor,
            VerdictApplier applier,
            Trials trials,
            VerdictTimeouts timeouts,
            boolean afterVoidTrial) {
        this.supervisor = supervisor;
        this.applier = applier;
        this.trials = trials;
        this.timeouts = timeouts;
        this.waits = afterVoidTrial;
    }

    /** What the verdict on this event makes of the run; on trial, if it does not come in time. */
    Situation await(long sequence, RunState at, Savepoint savepoint) throws IOException {
        long since = System.nanoTime();
        boolean first = waits;
        waits = false;
        Optional<Verdict> verdict = supervisor.await(sequence, timeouts.verdictTimeout());
        if (verdict.isPresent()) {
            savepoint.saveIfCopied();
            RunState decided = applier.apply(verdict.get(), at.carrying(verdict.get()), savepoint);
            savepoint.finish(decided.directives().retain());
            return Situation.of(decided);
        }
        LOG.warnf("no verdict on event %d in time. Is a callback-service up?", sequence);
        Situation onTrial = trials.begin(new Trial(sequence, since, at), savepoint);
        return first ? trials.settle(onTrial) : onTrial;
    }
}
