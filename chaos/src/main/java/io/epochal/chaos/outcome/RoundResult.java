package io.epochal.chaos.outcome;

import io.epochal.chaos.plan.ScheduledFault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One round as it went.
 *
 * @param struck the blows that fell before the run was over
 * @param missed those for which it was over too soon
 * @param differences to the undisturbed run, in words; empty if there are none
 * @param took from the request to the end of the run
 * @param nextBatch from the first death of the trainer that had the run to the next trained batch
 */
public record RoundResult(
        int round,
        List<ScheduledFault> struck,
        List<ScheduledFault> missed,
        Outcome outcome,
        List<String> differences,
        Duration took,
        Optional<Duration> nextBatch) {
    /** What a round comes to. */
    public enum Outcome {
        SAME("same"),
        DIFFERENT("different"),
        NOT_ENDED("not ended");

        private final String words;

        Outcome(String words) {
            this.words = words;
        }

        /** For a person. */
        public String words() {
            return words;
        }
    }
}
