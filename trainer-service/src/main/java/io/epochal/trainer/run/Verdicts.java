package io.epochal.trainer.run;

import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** What is waited for at barrier events, and obeyed. A verdict that is late lets the run go on on trial. */
final class Verdicts {
    private static final Logger LOG = Logger.getLogger(Verdicts.class);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final RunSpec spec;
    private final Engine engine;
    private final Supervisor supervisor;
    private final Reports reports;
    private final Requests requests;
    private final BooleanSupplier leaving;
    private Patience patience;

    /** @param leaving whether this trainer is to let go of the run, and so has nothing to wait for */
    Verdicts(
            RunSpec spec,
            Engine engine,
            Supervisor supervisor,
            Reports reports,
            Requests requests,
            Patience patience,
            BooleanSupplier leaving) {
        this.spec = spec;
        this.engine = engine;
        this.supervisor = supervisor;
        this.reports = reports;
        this.requests = requests;
        this.patience = patience;
        this.leaving = leaving;
    }

    /** Where the run stands by the verdict on this event; on trial, if it does not come in time. */
    Standing heed(long sequence, Standing at, Point point) throws InterruptedException, IOException {
        long since = System.nanoTime();
        Optional<Verdict> verdict = supervisor.await(sequence, patience.verdictTimeout());
        if (verdict.isPresent()) {
            patience = patience.trying();
            return obey(verdict.get(), at, point);
        }
        LOG.warnf("no verdict on event %d in time. Is a callback-service up?", sequence);
        point.hold();
        Standing onTrial = at.on(Optional.of(new Trial(sequence, since, at, point)));
        boolean tries = patience.tries();
        patience = patience.trying();
        return tries ? onTrial : settle(onTrial);
    }

    /** Between two batches: ends a trial whose verdict has come, or which may not go on without it. */
    Standing look(Standing now) throws InterruptedException, IOException {
        if (now.trial().isEmpty()) {
            return now;
        }
        Trial trial = now.trial().get();
        Optional<Verdict> verdict = supervisor.await(trial.sequence(), Duration.ZERO);
        if (verdict.isPresent()) {
            return decide(trial, verdict.get(), now);
        }
        return trial.endsAt(now) ? settle(now) : requests.cancelled(trial).orElse(now);
    }

    /** Waits until it is known whether the trial stands; when this returns on trial, the trainer is leaving. */
    Standing settle(Standing now) throws InterruptedException, IOException {
        if (now.trial().isEmpty() || now.isVoid()) {
            return now;
        }
        Trial trial = now.trial().get();
        Optional<Verdict> verdict = supervisor.await(trial.sequence(), LOOK);
        if (verdict.isEmpty()) {
            LOG.warnf("nothing more can be trained before the verdict on event %d; waiting", trial.sequence());
            reports.overdue(trial.sequence(), now);
        }
        while (verdict.isEmpty() && !leaving.getAsBoolean()) {
            Optional<Standing> ended = requests.cancelled(trial).or(() -> givenUp(trial));
            if (ended.isPresent()) {
                return ended.get();
            }
            verdict = supervisor.await(trial.sequence(), LOOK);
        }
        return verdict.isPresent() ? decide(trial, verdict.get(), now) : now;
    }

    private Optional<Standing> givenUp(Trial trial) {
        Duration waited = Duration.ofNanos(System.nanoTime() - trial.since());
        if (patience.giveUpAfter().filter(limit -> waited.compareTo(limit) > 0).isEmpty()) {
            return Optional.empty();
        }
        trial.point().letGo();
        String reason = "no verdict on event " + trial.sequence() + " came within "
                + patience.giveUpAfter().get().toSeconds() + " s; is a callback-service up?";
        return Optional.of(trial.before().ending(new Ending(RunStatus.FAILED, reason)));
    }

    private Standing decide(Trial trial, Verdict verdict, Standing now) throws IOException {
        boolean scheduled = spec.optimizer().rate().schedule() != null;
        if (!trial.standsUnder(verdict, now, scheduled)) {
            LOG.infof("the verdict on event %d changes what is to be trained; back to it", trial.sequence());
            trial.point().letGo();
            return now.on(Optional.of(trial.asVoid()));
        }
        Standing decided = obey(verdict, trial.before(), trial.point());
        trial.unsaid().say();
        return now.after(decided);
    }

    private Standing obey(Verdict verdict, Standing before, Point point) throws IOException {
        Standing standing = CommandApplier.obeyed(verdict, engine, point, before.carrying(verdict));
        reports.applied(verdict, standing, point.untold());
        point.finish(standing.orders().retain());
        return standing;
    }
}
