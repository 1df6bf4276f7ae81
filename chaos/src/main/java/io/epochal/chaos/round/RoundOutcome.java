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
 * A round before its evidence is compared.
 *
 * @param missed the faults that were scheduled after the end of the run
 * @param failure why there is no evidence
 */
record RoundOutcome(
        Optional<Evidence> evidence,
        List<ScheduledFault> injected,
        List<ScheduledFault> missed,
        Duration took,
        Optional<Duration> nextBatch,
        List<TrainingEvent> log,
        String failure) {
    /** A round whose evidence could not be collected. */
    static RoundOutcome broken(Round round, String why) {
        return new RoundOutcome(
                Optional.empty(), round.faults(), List.of(), Duration.ZERO, Optional.empty(), List.of(), why);
    }

    RoundResult compare(int round, Evidence reference) {
        if (evidence.isEmpty()) {
            return new RoundResult(round, injected, missed, Outcome.NOT_ENDED, List.of(failure), took, nextBatch);
        }
        List<String> differences = EvidenceComparison.differences(reference, evidence.get());
        Outcome outcome = differences.isEmpty() ? Outcome.SAME : Outcome.DIFFERENT;
        return new RoundResult(round, injected, missed, outcome, differences, took, nextBatch);
    }
}
