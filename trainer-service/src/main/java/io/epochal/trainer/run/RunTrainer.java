package io.epochal.trainer.run;

import io.epochal.checkpoint.Attempts;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.trainer.run.claim.Claims;
import io.epochal.trainer.run.claim.Claims.Claimed;
import io.epochal.trainer.run.claim.Heartbeats;
import io.epochal.trainer.run.claim.UnfinishedRuns;
import io.epochal.trainer.run.port.Faults;
import io.epochal.trainer.run.port.Runs;
import io.epochal.trainer.run.port.Supervisor;
import io.epochal.trainer.run.state.RunState;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** Takes runs from the queue: attempt after attempt, from the claim to {@link RunEnded}. */
public record RunTrainer(
        AttemptFactory factory, Supervisor.Factory supervisors, Claims claims, UnfinishedRuns unfinished)
        implements Runs {
    private static final Logger LOG = Logger.getLogger(RunTrainer.class);
    private static final String KILLED = "none was left, as by a trainer that is killed, such as for want of memory"
            + " (exit code 137), or that ends for want of heap (exit code 3); the reason is at the end of their logs";
    /** So often a run may be taken by trainers that do not come to claim an attempt. */
    private static final int MOST_TAKES = 5;
    /** And so many more may try to report that it has failed. */
    private static final int MOST_REPORTS = 3;

    private static final String NEVER_CLAIMED =
            "each of " + MOST_TAKES + " trainers that took it has died or failed before it could begin";

    @Override
    public Outcome train(Delivery delivery, BooleanSupplier shuttingDown) throws IOException {
        RunRequested request = delivery.request();
        String run = request.run();
        if (claims.checkpoints(run).over()) {
            LOG.infof("run %s has ended; it was only taken again", run);
            unfinished.remove(run);
            return Outcome.ENDED;
        }
        UnfinishedRuns.Mark mark = unfinished.taken(
                request, delivery.ticket(), claims.attempts(run).last());
        if (mark.takes() > MOST_TAKES) {
            return mark.takes() > MOST_TAKES + MOST_REPORTS ? Outcome.GIVEN_UP : fail(request, NEVER_CLAIMED);
        }
        if (delivery.last() && !madeNoProgress(request, WITHOUT_PROGRESS)) {
            return Outcome.GIVEN_BACK;
        }
        try (Heartbeats heartbeats = new Heartbeats(unfinished, mark, Heartbeats.INTERVAL)) {
            Outcome outcome = attemptUntilOver(delivery, shuttingDown);
            heartbeats.close();
            if (outcome == Outcome.ENDED || outcome == Outcome.GIVEN_UP) {
                markEnded(run);
            }
            return outcome == Outcome.SUPERSEDED && claims.heldByAnotherTicket(delivery) ? Outcome.DUPLICATE : outcome;
        }
    }

    /** An attempt whose trial was void is followed by another one of this trainer's. */
    private Outcome attemptUntilOver(Delivery delivery, BooleanSupplier shuttingDown) throws IOException {
        Optional<Outcome> outcome = Optional.empty();
        for (boolean again = false; outcome.isEmpty(); again = true) {
            Optional<Claimed> claimed = claims.claim(delivery, again);
            outcome = claimed.isEmpty()
                    ? Optional.of(Outcome.SUPERSEDED)
                    : attempt(delivery, claimed.get(), again, shuttingDown);
        }
        return outcome.get();
    }

    private Optional<Outcome> attempt(Delivery delivery, Claimed claimed, boolean again, BooleanSupplier shuttingDown)
            throws IOException {
        RunRequested request = delivery.request();
        LOG.infof("run %s: attempt %d, from %s", request.run(), claimed.attempt(), claimed.place());
        AttemptStart start = AttemptStart.of(request, claimed, again, claims.checkpoints(request.run()));
        Attempts attempts = claims.attempts(request.run());
        try (Supervisor supervisor = supervisors.open(request.run(), claimed.attempt())) {
            if (delivery.last()) {
                return Optional.of(giveUp(start, claimed, supervisor, attempts));
            }
            return factory.create(start, supervisor, claims).run(shuttingDown);
        } catch (IOException e) {
            return Optional.of(givenBack(e));
        } catch (RuntimeException | Error e) {
            storeError(attempts, claimed.attempt(), e);
            throw e;
        }
    }

    /** What was reported may not be in the log, the run's end perhaps: another attempt reports it again. */
    private static Outcome givenBack(IOException failure) throws IOException {
        if (!Faults.isInterruption(failure)) {
            throw failure;
        }
        Thread.currentThread().interrupt();
        return Outcome.GIVEN_BACK;
    }

    private static Outcome giveUp(AttemptStart start, Claimed claimed, Supervisor supervisor, Attempts attempts)
            throws IOException {
        String reason = "every trainer that took it has died without getting further than " + claimed.place()
                + "; the last error: " + attempts.lastError().orElse(KILLED);
        RunEnds.of(supervisor).fail(start.state(), reason);
        return Outcome.GIVEN_UP;
    }

    /** Shown in the reason of a run that no trainer can finish; a failure to store it changes nothing else. */
    private static void storeError(Attempts attempts, int attempt, Throwable error) {
        try {
            attempts.leaveError(attempt, error.toString());
        } catch (IOException | RuntimeException e) {
            error.addSuppressed(e);
        }
    }

    @Override
    public Outcome fail(RunRequested request, String reason) throws IOException {
        String run = request.run();
        if (!claims.checkpoints(run).over()) {
            int attempt = claims.claimNumber(run);
            try (Supervisor supervisor = supervisors.open(run, attempt)) {
                String last = claims.attempts(run)
                        .lastError()
                        .map(error -> "; the last error: " + error)
                        .orElse("");
                RunEnds.of(supervisor).fail(RunState.atStart(request), reason + last);
            }
        }
        markEnded(run);
        return Outcome.GIVEN_UP;
    }

    /** The mark saves other trainers a look at the events, and no more: an unavailable store is not waited for. */
    private void markEnded(String run) {
        try {
            Checkpoints checkpoints = claims.checkpoints(run);
            checkpoints.end();
            unfinished.remove(run);
        } catch (IOException e) {
            LOG.warnf("the run's end could not be marked in the object store: %s", e.getMessage());
        }
    }

    @Override
    public boolean madeNoProgress(RunRequested request, int attempts) throws IOException {
        return claims.madeNoProgress(request, attempts);
    }
}
