package io.epochal.checkpoint;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Which checkpoints a run's story goes through. An attempt that was thought dead may continue for a while; what it stores behind the
 * point from which its successor went on is no part of the story.
 */
record Lineage(SortedMap<Integer, Attempts.Claim> claims) {
    private static final int BEFORE_THE_FIRST = 0;

    /** The attempt that writes now. */
    int last() {
        return claims.isEmpty() ? 1 : claims.lastKey();
    }

    /** Whether a checkpoint or a model with this key is part of it; what was there before the first attempt always is. */
    boolean holds(String key) {
        return CheckpointId.of(key).filter(this::holds).isPresent();
    }

    boolean holds(CheckpointId id) {
        if (id.attempt() == BEFORE_THE_FIRST) {
            return true;
        }
        for (Attempts.Claim later : claims.tailMap(id.attempt() + 1).values()) {
            if (later.beginning().begun() && isBehind(id, later.beginning().from())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBehind(CheckpointId id, @Nullable String from) {
        return from == null
                || CheckpointId.of(from)
                        .filter(place -> id.compareTo(place) <= 0)
                        .isEmpty();
    }
}
