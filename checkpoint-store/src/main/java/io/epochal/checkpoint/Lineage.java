package io.epochal.checkpoint;

import java.util.SortedMap;

/**
 * Which checkpoints a run's story goes through. An attempt that was thought dead may go on for a while; what it stores behind the
 * point from which its successor went on is no part of the story.
 */
record Lineage(SortedMap<Integer, Attempts.Claim> claims) {
    /** The attempt that writes now. */
    int last() {
        return claims.isEmpty() ? 1 : claims.lastKey();
    }

    /**
     * Whether a checkpoint is part of it.
     *
     * @param attempt whose it is
     */
    boolean holds(String key, int attempt) {
        for (Attempts.Claim later : claims.tailMap(attempt + 1).values()) {
            String from = later.from();
            if (from == null || key.compareTo(from) > 0) {
                return false;
            }
        }
        return true;
    }
}
