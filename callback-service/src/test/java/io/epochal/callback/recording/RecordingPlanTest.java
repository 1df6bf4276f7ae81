package io.epochal.callback.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.recording.csv.CsvSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What recorders follow of a list that no decider of this version would go on with: an older one may have. */
class RecordingPlanTest {
    private static final Map<String, Object> TENSOR_BOARD = Map.of("type", "TensorBoard");

    @ParameterizedTest
    @ValueSource(strings = {"logs", "LOGS", "logs/train", "logs/validation", "x/../logs"})
    void ofTwoLoggersAtOnePlaceTheFirstOneIsFollowed(String filename) {
        RecordingPlan first = RecordingPlan.in(List.of(TENSOR_BOARD, csv(filename)));
        RecordingPlan second = RecordingPlan.in(List.of(csv(filename), TENSOR_BOARD));

        assertThat(first.tensorBoard()).hasSize(1);
        assertThat(first.csv()).isEmpty();
        assertThat(first.refusals()).singleElement().matches(refusal -> refusal.position() == 1);
        assertThat(second.csv()).hasSize(1);
        assertThat(second.tensorBoard()).isEmpty();
        assertThat(second.refusals()).singleElement().matches(refusal -> refusal.position() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "A.csv", "./a.csv", "a.csv/b.csv", "x/../a.csv"})
    void ofTwoCsvFilesAtOnePlaceTheFirstOneIsFollowed(String second) {
        RecordingPlan wanted = RecordingPlan.in(List.of(csv("a.csv"), csv(second), csv("b.csv")));

        assertThat(wanted.csv()).extracting(CsvSettings::position).containsExactly(0, 2);
        assertThat(wanted.refusals()).singleElement().satisfies(refusal -> assertThat(refusal.reason())
                .startsWith("callbacks[1].filename"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.csv", "logs/history.csv", "logs/train/history.csv", "logs2"})
    void whatLiesBesideOrBelowIsFollowed(String filename) {
        assertThat(RecordingPlan.in(List.of(TENSOR_BOARD, csv(filename))).refusals()).isEmpty();
        assertThat(RecordingPlan.in(List.of(csv(filename), TENSOR_BOARD)).refusals()).isEmpty();
    }

    @Test
    void ofThousandsAHundredAreFollowed() {
        List<Map<String, Object>> many = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            many.add(csv("log-" + i + ".csv"));
        }

        assertThat(RecordingPlan.in(many).csv()).hasSize(100);
        assertThat(RecordingPlan.in(many).refusals()).hasSize(4900);
    }

    private static Map<String, Object> csv(String filename) {
        return Map.of("type", "CSVLogger", "filename", filename);
    }
}
