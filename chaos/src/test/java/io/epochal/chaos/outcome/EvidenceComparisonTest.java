package io.epochal.chaos.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.TrainingEvent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EvidenceComparisonTest {
    private static final AttemptEvents FIRST = new AttemptEvents(1);

    private static final Evidence WITHOUT_FAULTS = evidence(
            List.of(FIRST.started(0), FIRST.ended(1, 4, 0.5), FIRST.saved(2, 4, "best")),
            Map.of("best", "checkpoints/00000 weights a1"),
            Map.of("training.csv", List.of("epoch,loss", "0,0.5")));

    @Test
    void theSameEvidenceHasNoDifferences() {
        assertThat(EvidenceComparison.differences(WITHOUT_FAULTS, WITHOUT_FAULTS))
                .isEmpty();
    }

    @Test
    void otherWeightsAreADifference() {
        assertThat(differences(
                        List.of(FIRST.started(0), FIRST.ended(1, 4, 0.5), FIRST.saved(2, 4, "best")),
                        Map.of("best", "checkpoints/00000 weights b2"),
                        Map.of("training.csv", List.of("epoch,loss", "0,0.5"))))
                .singleElement()
                .asString()
                .contains("name best", "a1", "b2");
    }

    @Test
    void aDifferenceShowsTheExpectedAndTheActualLoss() {
        assertThat(differences(
                        List.of(FIRST.started(0), FIRST.ended(1, 4, 0.25), FIRST.saved(2, 4, "best")),
                        Map.of("best", "checkpoints/00000 weights a1"),
                        Map.of("training.csv", List.of("epoch,loss", "0,0.5"))))
                .singleElement()
                .asString()
                .contains("should be", "0.5", "0.25");
    }

    @Test
    void aDuplicateLineAndAMissingFileAreDifferences() {
        assertThat(differences(
                        List.of(FIRST.started(0), FIRST.ended(1, 4, 0.5), FIRST.saved(2, 4, "best")),
                        Map.of("best", "checkpoints/00000 weights a1"),
                        Map.of("training.csv", List.of("epoch,loss", "0,0.5", "0,0.5"))))
                .singleElement()
                .asString()
                .contains("3 in place of 2");
        assertThat(differences(
                        List.of(FIRST.started(0), FIRST.ended(1, 4, 0.5), FIRST.saved(2, 4, "best")),
                        Map.of("best", "checkpoints/00000 weights a1"),
                        Map.of()))
                .singleElement()
                .asString()
                .contains("file training.csv");
    }

    @Test
    void anUnreportedCheckpointIsADifference() {
        assertThat(differences(
                        List.of(FIRST.started(0), FIRST.ended(1, 4, 0.5)),
                        Map.of("best", "checkpoints/00000 weights a1"),
                        Map.of("training.csv", List.of("epoch,loss", "0,0.5"))))
                .singleElement()
                .asString()
                .contains("no attempt has reported", "best at step 4");
    }

    private static List<String> differences(
            List<TrainingEvent> log, Map<String, String> names, Map<String, List<String>> files) {
        return EvidenceComparison.differences(WITHOUT_FAULTS, evidence(log, names, files));
    }

    private static Evidence evidence(
            List<TrainingEvent> log, Map<String, String> names, Map<String, List<String>> files) {
        RunTrace trace = RunTrace.of(log);
        return new Evidence(
                trace,
                BatchTranscript.of(List.of(), List.of()),
                new StoredObjects(new TreeMap<>(names), List.of()),
                new RecordedOutput(new TreeMap<>(files)),
                List.of());
    }
}
