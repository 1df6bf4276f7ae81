package io.epochal.checkpoint;

/**
 * Which state of a run a checkpoint holds.
 *
 * @param epoch the epoch it was taken in, from 0, or -1 before the first
 * @param attempt whose it is
 * @param step batches trained since the run began
 */
public record CheckpointId(int epoch, int attempt, long step) {
    /** Sorts as epoch, step, attempt do: {@code 00014-000005625-1}. */
    String folder() {
        return String.format("%05d-%09d-%d", epoch, step, attempt);
    }
}
