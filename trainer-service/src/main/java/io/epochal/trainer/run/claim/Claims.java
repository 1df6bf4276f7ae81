package io.epochal.trainer.run.claim;

import io.epochal.checkpoint.Attempts;
import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.checkpoint.RunStores;
import io.epochal.protocol.RevokedEnds;
import io.epochal.protocol.RunRequested;
import io.epochal.trainer.run.port.Runs.Delivery;
import java.io.IOException;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Claims attempts at runs, and counts those that have got nowhere.
 *
 * @param owner who claims, as a reader of the claims sees it
 */
public record Claims(RunStores stores, String owner) {
    private static final Logger LOG = Logger.getLogger(Claims.class);

    /**
     * An attempt that was claimed.
     *
     * @param from the checkpoint that it resumes from; empty for the beginning
     */
    public record Claimed(int attempt, Optional<Checkpoint> from) {
        /** Where it begins, in words. */
        public String place() {
            return from.map(Checkpoint::key).orElse("the beginning");
        }
    }

    /** With one store for all runs. */
    public Claims(ObjectStore store, String owner) {
        this(RunStores.shared(store), owner);
    }

    public Attempts attempts(String run) {
        return new Attempts(stores.of(run), run);
    }

    public Checkpoints checkpoints(String run) {
        return new Checkpoints(stores.of(run), run);
    }

    /**
     * Claims the next attempt, which resumes from the newest checkpoint that is whole.
     *
     * @param again whether a trial of this trainer's at the same place was void
     * @return empty when another trainer has claimed meanwhile
     */
    public Optional<Claimed> claim(Delivery delivery, boolean again) throws IOException {
        String run = delivery.request().run();
        int attempt = claim(run, new Attempts.Claimant(owner, delivery.ticket(), again));
        Checkpoints.Newest newest = checkpoints(run).newest();
        newest.skipped().forEach(fault -> LOG.warnf("a checkpoint is skipped: %s", fault));
        boolean mine = attempts(run)
                .begin(attempt, newest.checkpoint().map(Checkpoint::key).orElse(null));
        return mine ? Optional.of(new Claimed(attempt, newest.checkpoint())) : Optional.empty();
    }

    /** Claims a number and no more, for reporting the run's end: its checkpoints stay as they are. */
    public int claimNumber(String run) throws IOException {
        return claim(run, new Attempts.Claimant(owner, "none", false));
    }

    private int claim(String run, Attempts.Claimant claimant) throws IOException {
        Attempts attempts = attempts(run);
        Optional<Integer> attempt = Optional.empty();
        while (attempt.isEmpty()) {
            attempt = attempts.claim(attempts.last(), claimant);
        }
        return attempt.get();
    }

    /** Whether the newest attempt was claimed by another ticket than this delivery's. */
    public boolean heldByAnotherTicket(Delivery delivery) throws IOException {
        List<Attempts.Claim> claims =
                List.copyOf(attempts(delivery.request().run()).claims().values());
        return !claims.get(claims.size() - 1).by().ticket().equals(delivery.ticket());
    }

    /** Whether the last attempts, so many of them, have all begun where the next one would. */
    public boolean madeNoProgress(RunRequested request, int attempts) throws IOException {
        List<Attempts.Claim> latestFirst = latestFirst(request);
        Optional<Attempts.Beginning> last = latestFirst.stream()
                .map(Attempts.Claim::beginning)
                .filter(Attempts.Beginning::begun)
                .findFirst();
        long count = latestFirst.stream()
                .takeWhile(
                        claim -> !claim.beginning().begun() || claim.beginning().equals(last.orElseThrow()))
                .filter(claim -> !claim.by().again())
                .count();
        // The newest checkpoint is read as a whole, so that comes last.
        return count >= attempts && (last.isEmpty() || Objects.equals(last.get().from(), newest(request.run())));
    }

    /** Attempts before an end that the user has revoked do not count: something has changed since. */
    private List<Attempts.Claim> latestFirst(RunRequested request) throws IOException {
        NavigableMap<Integer, Attempts.Claim> claims =
                new TreeMap<>(attempts(request.run()).claims());
        claims.keySet().removeIf(RevokedEnds.NONE.with(request)::includes);
        return List.copyOf(claims.descendingMap().values());
    }

    private @Nullable String newest(String run) throws IOException {
        return checkpoints(run).newest().checkpoint().map(Checkpoint::key).orElse(null);
    }
}
