package io.epochal.chaos.outcome;

/**
 * The part of a run that one attempt has trained, and that did not become void.
 *
 * @param from the step at which it started; its first batch has the next number
 * @param to the step at which the next attempt resumed, or at which the run ended
 * @param inOrder whether it published its end; a killed attempt may not have published its last batches
 */
public record AttemptSegment(int attempt, long from, long to, boolean inOrder) {
    boolean holds(int other, long step) {
        return other == attempt && step > from && step <= to;
    }
}
