package io.epochal.trainer.run;

import io.epochal.checkpoint.Attempts;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.TrainingEvent.RunEnded;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** One attempt at one run, from the claim to {@link RunEnded}. */
public final class RunTrainer implements Runs {
    private static final Logger LOG = Logger.getLogger(RunTrainer.class);

    private final Engine.Factory engines;
    private final Supervisor.Factory supervisors;
    private final ObjectStore store;
    private final Patience patience;
    private final LastResort lastResort;
    private final String owner;

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
    }

    @Override
    public Outcome train(RunRequested request, boolean lastDelivery, BooleanSupplier shuttingDown) throws IOException {
        Checkpoints checkpoints = new Checkpoints(store, request.run());
        Attempts attempts = new Attempts(store, request.run());
        if (checkpoints.over()) {
            LOG.infof("run %s has ended; it was only taken again", request.run());
            return Outcome.ENDED;
        }
        if (lastDelivery && !stuck(attempts, checkpoints)) {
            return Outcome.GIVEN_BACK;
        }
        Optional<Outcome> outcome = Optional.empty();
        for (boolean again = false; outcome.isEmpty(); again = true) {
            Attempt.Start start = claim(request, attempts, checkpoints, again);
            LOG.infof(
                    "run %s: attempt %d, from %s",
                    request.run(),
                    start.attempt(),
                    start.from().map(from -> from.checkpoint().key()).orElse("the beginning"));
            try (Supervisor supervisor = supervisors.open(request.run(), start.attempt())) {
                outcome = lastDelivery
                        ? Optional.of(giveUp(request, start, supervisor, attempts))
                        : new Attempt(request, start, engines, supervisor, checkpoints, attempts, patience, lastResort)
                                .run(shuttingDown);
            } catch (RuntimeException | Error e) {
                attempts.leaveError(start.attempt(), e.toString());
                throw e;
            }
        }
        if (outcome.get() == Outcome.ENDED) {
            markEnded(checkpoints);
        }
        return outcome.get();
    }

    /** The mark spares others a look at the events, and no more: a store that is away is not waited for. */
    private static void markEnded(Checkpoints checkpoints) {
        try {
            checkpoints.end();
        } catch (IOException e) {
            LOG.warnf("that the run has ended is not in the object store: %s", e.getMessage());
        }
    }

    @Override
    public int attemptsWithoutProgress(RunRequested request) throws IOException {
        return withoutProgress(new Attempts(store, request.run()), new Checkpoints(store, request.run()));
    }

    /** Whether the last attempts all began where the next one would: a run that gets on, or that nobody began, may come again. */
    private static boolean stuck(Attempts attempts, Checkpoints checkpoints) throws IOException {
        return withoutProgress(attempts, checkpoints) >= WITHOUT_PROGRESS;
    }

    private static int withoutProgress(Attempts attempts, Checkpoints checkpoints) throws IOException {
        String newest = checkpoints
                .newest()
                .checkpoint()
                .map(Checkpoints.Checkpoint::key)
                .orElse(null);
        int count = 0;
        for (Attempts.Claim claim : attempts.claims().values()) {
            boolean inVain = Objects.equals(claim.from(), newest);
            count = inVain ? count + (claim.again() ? 0 : 1) : 0;
        }
        return count;
    }

    private static Outcome giveUp(RunRequested request, Attempt.Start start, Supervisor supervisor, Attempts attempts)
            throws IOException {
        String place = start.from().map(from -> from.checkpoint().key()).orElse("the beginning");
        Standing standing = start.from().map(from -> from.state().standing()).orElse(Standing.atStart(request));
        Ended ended = Ended.failed(
                standing,
                "every trainer that took it has died without getting further than " + place
                        + "; the last error: "
                        + attempts.lastError().orElse("none was left, what they said last is in their logs"));
        LOG.error(ended.how().reason());
        supervisor.report(ended::event);
        return Outcome.ENDED;
    }

    private Attempt.Start claim(RunRequested request, Attempts attempts, Checkpoints checkpoints, boolean again)
            throws IOException {
        while (true) {
            int last = attempts.last();
            Checkpoints.Newest newest = checkpoints.newest();
            newest.skipped().forEach(fault -> LOG.warnf("passed over a checkpoint: %s", fault));
            Optional<Checkpoints.Checkpoint> from = newest.checkpoint();
            String key = from.map(Checkpoints.Checkpoint::key).orElse(null);
            Optional<Integer> attempt = attempts.claim(last, new Attempts.Claim(owner, key, again));
            if (attempt.isPresent()) {
                return new Attempt.Start(
                        attempt.get(),
                        from.isPresent()
                                ? Optional.of(
                                        Resumption.of(checkpoints, from.get()).after(request))
                                : Optional.empty());
            }
        }
    }
}
