package io.epochal.chaos.outcome;

import io.epochal.chaos.plan.ScheduledFault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The result of one round.
 *
 * @param injected the faults that were injected before the run ended
 * @param missed the faults that were scheduled after the end of the run
 * @param differences from the run without faults, for the user; empty for none
 * @param took from the request to the end of the run
 * @param nextBatch from the first death of the trainer that had the run to the next trained batch
 */
public record RoundResult(
        int round,
        List<ScheduledFault> injected,
        List<ScheduledFault> missed,
        Outcome outcome,
        List<String> differences,
        Duration took,
        Optional<Duration> nextBatch) {
    /** Whether the run ended, and with the same result. */
    public enum Outcome {
        SAME("same"),
        DIFFERENT("different"),
        NOT_ENDED("not ended");

        private final String words;

        Outcome(String words) {
            this.words = words;
        }

        /** For the user. */
        public String words() {
            return words;
        }
    }
}
