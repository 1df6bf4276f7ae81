package io.epochal.checkpoint;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Which checkpoints a run's story goes through. An attempt that was thought dead may go on for a while; what it stores behind the
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
        String folder = CheckpointId.folderOf(key);
        int attempt = CheckpointId.attemptOf(folder);
        if (attempt == BEFORE_THE_FIRST) {
            return true;
        }
        for (Attempts.Claim later : claims.tailMap(attempt + 1).values()) {
            if (later.beginning().begun() && isBehind(folder, later.beginning().from())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBehind(String folder, @Nullable String from) {
        return from == null || folder.compareTo(CheckpointId.folderOf(from)) > 0;
    }
}
