package io.epochal.chaos.round;

import io.epochal.chaos.outcome.Evidence;
import io.epochal.chaos.outcome.EvidenceComparison;
import io.epochal.chaos.outcome.RoundResult;
import io.epochal.chaos.outcome.RoundResult.Outcome;
import io.epochal.chaos.plan.Round;
import io.epochal.chaos.plan.ScheduledFault;
import io.epochal.protocol.TrainingEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a round left behind, and how it went but for the comparison.
 *
 * @param trouble why there is no evidence
 */
public record RoundOutcome(
        Optional<Evidence> evidence,
        List<ScheduledFault> struck,
        List<ScheduledFault> missed,
        Duration took,
        Optional<Duration> nextBatch,
        List<TrainingEvent> log,
        String trouble) {
    /** A round that could not be looked at to its end. */
    static RoundOutcome broken(Round round, String why) {
        return new RoundOutcome(
                Optional.empty(), round.blows(), List.of(), Duration.ZERO, Optional.empty(), List.of(), why);
    }

    RoundResult compared(int round, Evidence undisturbed) {
        if (evidence.isEmpty()) {
            return new RoundResult(round, struck, missed, Outcome.NOT_ENDED, List.of(trouble), took, nextBatch);
        }
        List<String> differences = EvidenceComparison.differences(undisturbed, evidence.get());
        Outcome outcome = differences.isEmpty() ? Outcome.SAME : Outcome.DIFFERENT;
        return new RoundResult(round, struck, missed, outcome, differences, took, nextBatch);
    }
}
