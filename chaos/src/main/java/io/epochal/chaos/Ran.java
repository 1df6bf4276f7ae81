package io.epochal.chaos;

import io.epochal.chaos.outcome.Comparison;
import io.epochal.chaos.outcome.Evidence;
import io.epochal.chaos.outcome.Result;
import io.epochal.chaos.outcome.Result.Outcome;
import io.epochal.chaos.plan.Blow;
import io.epochal.chaos.plan.Round;
import io.epochal.protocol.TrainingEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a round left behind, and how it went but for the comparison.
 *
 * @param trouble why there is no evidence
 */
record Ran(
        Optional<Evidence> evidence,
        List<Blow> struck,
        List<Blow> missed,
        Duration took,
        Optional<Duration> nextBatch,
        List<TrainingEvent> log,
        String trouble) {
    /** A round that could not be looked at to its end. */
    static Ran broken(Round round, String why) {
        return new Ran(Optional.empty(), round.blows(), List.of(), Duration.ZERO, Optional.empty(), List.of(), why);
    }

    Result compared(int round, Evidence undisturbed) {
        if (evidence.isEmpty()) {
            return new Result(round, struck, missed, Outcome.NOT_ENDED, List.of(trouble), took, nextBatch);
        }
        List<String> differences = Comparison.differences(undisturbed, evidence.get());
        Outcome outcome = differences.isEmpty() ? Outcome.SAME : Outcome.DIFFERENT;
        return new Result(round, struck, missed, outcome, differences, took, nextBatch);
    }
}
