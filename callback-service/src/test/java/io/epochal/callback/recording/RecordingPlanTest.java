package io.epochal.callback.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.policy.CSVLogger;
import io.epochal.callback.policy.Callback;
import io.epochal.callback.policy.TensorBoard;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RelativePath;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What recorders record of a list that no decider of this version accepts: an older one may have. */
class RecordingPlanTest {
    private static final Callback TENSOR_BOARD =
            new TensorBoard(new TensorBoard.Arguments("logs", 0, true, false, false, 0), ModelWeights.TRAINED, 0);

    @ParameterizedTest
    @ValueSource(strings = {"logs", "LOGS", "logs/train", "logs/validation", "x/../logs"})
    void ofTwoLoggersAtOnePathTheFirstOneIsRecorded(String filename) {
        RecordingPlan first = RecordingPlan.of(List.of(TENSOR_BOARD, csv(filename)));
        RecordingPlan second = RecordingPlan.of(List.of(csv(filename), TENSOR_BOARD));

        assertThat(first.ofType(TensorBoard.TYPE)).hasSize(1);
        assertThat(first.ofType(CSVLogger.TYPE)).isEmpty();
        assertThat(first.rejections()).singleElement().matches(rejection -> rejection.position() == 1);
        assertThat(second.ofType(CSVLogger.TYPE)).hasSize(1);
        assertThat(second.ofType(TensorBoard.TYPE)).isEmpty();
        assertThat(second.rejections()).singleElement().matches(rejection -> rejection.position() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "A.csv", "./a.csv", "a.csv/b.csv", "x/../a.csv"})
    void ofTwoCsvFilesAtOnePathTheFirstOneIsRecorded(String second) {
        RecordingPlan plan = RecordingPlan.of(List.of(csv("a.csv"), csv(second), csv("b.csv")));

        assertThat(plan.ofType(CSVLogger.TYPE))
                .extracting(RecordingPlan.PlannedLogger::position)
                .containsExactly(0, 2);
        assertThat(plan.rejections()).singleElement().satisfies(rejection -> assertThat(rejection.reason())
                .startsWith("callbacks[1].filename"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.csv", "logs/history.csv", "logs/train/history.csv", "logs2"})
    void whatIsBesideOrBelowIsRecorded(String filename) {
        assertThat(RecordingPlan.of(List.of(TENSOR_BOARD, csv(filename))).rejections())
                .isEmpty();
        assertThat(RecordingPlan.of(List.of(csv(filename), TENSOR_BOARD)).rejections())
                .isEmpty();
    }

    @Test
    void ofThousandsAHundredAreRecorded() {
        List<Callback> many = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            many.add(csv("log-" + i + ".csv"));
        }

        assertThat(RecordingPlan.of(many).ofType(CSVLogger.TYPE)).hasSize(100);
        assertThat(RecordingPlan.of(many).rejections()).hasSize(4900);
    }

    private static Callback csv(String filename) {
        return new CSVLogger(RelativePath.normalize("filename", filename), ",", false);
    }
}
