package io.epochal.chaos.outcome;

/**
 * The part of a run that one attempt has told, and that stayed true.
 *
 * @param from the step at which it began; its first batch has the number after it
 * @param to the step at which its successor went on, or at which the run ended
 * @param inOrder whether it left by saying so; one that was cut off may have kept its last batches to itself
 */
public record AttemptSegment(int attempt, long from, long to, boolean inOrder) {
    boolean holds(int other, long step) {
        return other == attempt && step > from && step <= to;
    }
}
