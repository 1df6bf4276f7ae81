package io.epochal.trainer.run;

import io.epochal.checkpoint.Attempts;
import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.TrainingEvent.RunEnded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One attempt at one run, from the claim to {@link RunEnded}. */
public final class RunTrainer implements Runs {
    private static final Logger LOG = Logger.getLogger(RunTrainer.class);
    private static final String KILLED = "none was left, as by a trainer that is killed, such as for want of memory"
            + " (exit code 137), or that ends for want of heap (exit code 3); what they said last is in their logs";
    /** So often a run may be taken by trainers that do not come to claim an attempt. */
    private static final int MOST_TAKES = 5;
    /** And so many more may try to say that it has failed. */
    private static final int LAST_WORDS = 3;

    private static final String NEVER_CLAIMED =
            "each of " + MOST_TAKES + " trainers that took it has died or failed before it could begin";

    private final Engine.Factory engines;
    private final Supervisor.Factory supervisors;
    private final ObjectStore store;
    private final Patience patience;
    private final LastResort lastResort;
    private final String owner;
    private final Unfinished unfinished;

    /** @param owner who claims, for whoever looks at the claims */
    public RunTrainer(
            Engine.Factory engines,
            Supervisor.Factory supervisors,
            ObjectStore store,
            Patience patience,
            LastResort lastResort,
            String owner) {
        this.engines = engines;
        this.supervisors = supervisors;
        this.store = store;
        this.patience = patience;
        this.lastResort = lastResort;
        this.owner = owner;
        this.unfinished = new Unfinished(store);
    }

    @Override
    public Outcome train(Delivery delivery, BooleanSupplier shuttingDown) throws IOException {
        RunRequested request = delivery.request();
        Checkpoints checkpoints = new Checkpoints(store, request.run());
        if (checkpoints.over()) {
            LOG.infof("run %s has ended; it was only taken again", request.run());
            unfinished.forget(request.run());
            return Outcome.ENDED;
        }
        Unfinished.Mark mark =
                unfinished.taken(request, delivery.ticket(), attempts(request).last());
        if (mark.takes() > MOST_TAKES) {
            return mark.takes() > MOST_TAKES + LAST_WORDS ? Outcome.GIVEN_UP : fail(request, NEVER_CLAIMED);
        }
        if (delivery.last() && !begunInVain(request, WITHOUT_PROGRESS)) {
            return Outcome.GIVEN_BACK;
        }
        try (Beats beats = new Beats(unfinished, mark, Beats.EVERY)) {
            Outcome outcome = trained(delivery, checkpoints, shuttingDown);
            beats.close();
            if (outcome == Outcome.ENDED || outcome == Outcome.GIVEN_UP) {
                markEnded(checkpoints, request.run());
            }
            return outcome == Outcome.SUPERSEDED && heldByAnotherTicket(delivery) ? Outcome.DUPLICATE : outcome;
        }
    }

    private Attempts attempts(RunRequested request) {
        return new Attempts(store, request.run());
    }

    private boolean heldByAnotherTicket(Delivery delivery) throws IOException {
        List<Attempts.Claim> claims = List.copyOf(
                new Attempts(store, delivery.request().run()).claims().values());
        Attempts.Claim newest = claims.get(claims.size() - 1);
        return !newest.by().ticket().equals(delivery.ticket());
    }

    private Outcome trained(Delivery delivery, Checkpoints checkpoints, BooleanSupplier shuttingDown)
            throws IOException {
        RunRequested request = delivery.request();
        Attempts attempts = attempts(request);
        Optional<Outcome> outcome = Optional.empty();
        for (boolean again = false; outcome.isEmpty(); again = true) {
            Optional<Attempt.Start> claimed = claim(delivery, attempts, checkpoints, again);
            if (claimed.isEmpty()) {
                return Outcome.SUPERSEDED;
            }
            Attempt.Start start = claimed.get();
            LOG.infof(
                    "run %s: attempt %d, from %s",
                    request.run(),
                    start.attempt(),
                    start.from().map(from -> from.checkpoint().key()).orElse("the beginning"));
            try (Supervisor supervisor = supervisors.open(request.run(), start.attempt())) {
                outcome = delivery.last()
                        ? Optional.of(giveUp(request, start, supervisor, attempts))
                        : new Attempt(request, start, engines, supervisor, checkpoints, attempts, patience, lastResort)
                                .run(shuttingDown);
            } catch (RuntimeException | Error e) {
                leaveError(attempts, start.attempt(), e);
                throw e;
            }
        }
        return outcome.get();
    }

    /** For whoever gives the run up; that it cannot be left changes nothing of what has happened. */
    private static void leaveError(Attempts attempts, int attempt, Throwable error) {
        try {
            attempts.leaveError(attempt, error.toString());
        } catch (IOException | RuntimeException e) {
            error.addSuppressed(e);
        }
    }

    /** Claims a number and no more: what is stored of the run stays as it is, and may be gone on from when its end is taken back. */
    @Override
    public Outcome fail(RunRequested request, String reason) throws IOException {
        Checkpoints checkpoints = new Checkpoints(store, request.run());
        if (!checkpoints.over()) {
            Attempts attempts = attempts(request);
            Optional<Integer> attempt = Optional.empty();
            while (attempt.isEmpty()) {
                attempt = attempts.claim(attempts.last(), new Attempts.Claimant(owner, "none", false));
            }
            try (Supervisor supervisor = supervisors.open(request.run(), attempt.get())) {
                String last = attempts.lastError()
                        .map(error -> "; the last error: " + error)
                        .orElse("");
                new Farewell(supervisor).fail(Standing.atStart(request), reason + last);
            }
        }
        markEnded(checkpoints, request.run());
        return Outcome.GIVEN_UP;
    }

    /** The mark spares others a look at the events, and no more: a store that is away is not waited for. */
    private void markEnded(Checkpoints checkpoints, String run) {
        try {
            checkpoints.end();
            unfinished.forget(run);
        } catch (IOException e) {
            LOG.warnf("that the run has ended is not in the object store: %s", e.getMessage());
        }
    }

    @Override
    public boolean begunInVain(RunRequested request, int attempts) throws IOException {
        // Whoever takes an end back has changed something, so what was in vain before that does not count.
        int since = request.takenBack() == null ? 0 : request.takenBack().attempt();
        SortedMap<Integer, Attempts.Claim> claims = new Attempts(store, request.run()).claims();
        List<Attempts.Claim> latestFirst =
                new ArrayList<>(claims.tailMap(since + 1).values());
        Collections.reverse(latestFirst);
        Optional<Attempts.Beginning> last = latestFirst.stream()
                .map(Attempts.Claim::beginning)
                .filter(Attempts.Beginning::begun)
                .findFirst();
        long count = latestFirst.stream()
                .takeWhile(
                        claim -> !claim.beginning().begun() || claim.beginning().equals(last.orElseThrow()))
                .filter(claim -> !claim.by().again())
                .count();
        // A look at the newest checkpoint reads every byte of it, so it comes last.
        return count >= attempts
                && (last.isEmpty() || Objects.equals(last.get().from(), newest(new Checkpoints(store, request.run()))));
    }

    private static @Nullable String newest(Checkpoints checkpoints) throws IOException {
        return checkpoints.newest().checkpoint().map(Checkpoint::key).orElse(null);
    }

    private static Outcome giveUp(RunRequested request, Attempt.Start start, Supervisor supervisor, Attempts attempts)
            throws IOException {
        String place = start.from().map(from -> from.checkpoint().key()).orElse("the beginning");
        Standing standing = start.from().map(from -> from.state().standing()).orElse(Standing.atStart(request));
        new Farewell(supervisor)
                .fail(
                        standing,
                        "every trainer that took it has died without getting further than " + place
                                + "; the last error: "
                                + attempts.lastError().orElse(KILLED));
        return Outcome.GIVEN_UP;
    }

    /** Empty when another trainer has claimed meanwhile. */
    private Optional<Attempt.Start> claim(Delivery delivery, Attempts attempts, Checkpoints checkpoints, boolean again)
            throws IOException {
        Attempts.Claimant claimant = new Attempts.Claimant(owner, delivery.ticket(), again);
        Optional<Integer> attempt = Optional.empty();
        while (attempt.isEmpty()) {
            attempt = attempts.claim(attempts.last(), claimant);
        }
        Checkpoints.Newest newest = checkpoints.newest();
        newest.skipped().forEach(fault -> LOG.warnf("passed over a checkpoint: %s", fault));
        Optional<Checkpoint> from = newest.checkpoint();
        if (!attempts.begin(attempt.get(), from.map(Checkpoint::key).orElse(null))) {
            return Optional.empty();
        }
        return Optional.of(new Attempt.Start(
                attempt.get(),
                again,
                from.isPresent()
                        ? Optional.of(Resumption.of(checkpoints, from.get()).after(delivery.request()))
                        : Optional.empty()));
    }
}
