package io.epochal.checkpoint;

import java.util.Locale;

/**
 * Which state of a run a checkpoint holds.
 *
 * @param epoch the epoch it was taken in, from 0, or -1 before the first
 * @param attempt whose it is
 * @param step batches trained since the run began
 * @param epochEnd whether the epoch was over; at its last batch there can be one before and one after that
 */
public record CheckpointId(int epoch, int attempt, long step, boolean epochEnd) {
    /** Sorts as epoch, step, end, attempt do: {@code 00014-000005625-e-1}, and with a {@code b} between batches. */
    String folder() {
        return String.format(Locale.ROOT, "%05d-%09d-%s-%d", epoch, step, epochEnd ? "e" : "b", attempt);
    }

    /** What {@link #folder} made, out of a checkpoint's or a model's key, which may end in a suffix. */
    static String folderOf(String key) {
        String[] parts = key.substring(key.lastIndexOf('/') + 1).split("-", -1);
        return String.join("-", parts[0], parts[1], parts[2], parts[3]);
    }

    /** Out of what {@link #folder} made. */
    static int attemptOf(String folder) {
        return Integer.parseInt(folder.split("-", -1)[3]);
    }
}
