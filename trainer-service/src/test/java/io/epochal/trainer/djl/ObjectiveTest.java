package io.epochal.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.epochal.protocol.RunSpec;
import io.epochal.trainer.djl.loss.BatchLoss;
import io.epochal.trainer.djl.loss.LastActivation;
import io.epochal.trainer.djl.metric.MetricFunctions;
import io.epochal.trainer.djl.network.Prediction;
import io.epochal.trainer.djl.rows.DeviceBatch;
import io.epochal.trainer.djl.tensor.HostReads;
import io.epochal.trainer.run.state.MetricSums;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three rows of three classes, to each of which the model gave its own class with a probability of 1/2, 1/4 and 1/8. */
@Tag("slow")
class ObjectiveTest {
    private static final float[][] OUTPUT = {{0.5f, 0.25f, 0.25f}, {0.5f, 0.25f, 0.25f}, {0.5f, 0.375f, 0.125f}};
    private static final double LOG_2 = Math.log(2);
    private final NDManager manager = NDManager.newBaseManager("PyTorch");

    @AfterEach
    void close() {
        manager.close();
    }

    /** The mean over the three rows of weight times 1, 2 and 3 logarithms of 2. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 6", //
        "2, 1, 1, 7",
        "1, 1, 0, 3",
        "0.5, 2, 3, 13.5"
    })
    void aClassCountsAsMuchAsItsWeightSays(double first, double second, double third, double logarithms) {
        Map<Integer, Double> weights = Map.of(0, first, 1, second, 2, third);

        assertThat(loss(sparse(weights), batch(sparseTarget(), null), true)).isCloseTo(mean(logarithms), within(1e-6));
        assertThat(loss(oneHot(weights), batch(oneHotTarget(), null), true)).isCloseTo(mean(logarithms), within(1e-6));
    }

    @Test
    void aClassWithoutAWeightCountsOne() {
        assertThat(loss(sparse(Map.of(1, 3.0)), batch(sparseTarget(), null), true))
                .isCloseTo(mean(10), within(1e-6));
    }

    @Test
    void aColumnOfLabelsIsSparseToo() {
        NDArray column = manager.create(new int[] {0, 1, 2}).reshape(3, 1);

        assertThat(loss(sparse(Map.of(1, 3.0)), batch(column, null), true)).isCloseTo(mean(10), within(1e-6));
    }

    @Test
    void aRowCountsAsMuchAsItsWeightSays() {
        NDArray rows = manager.create(new float[] {0.5f, 2, 1});

        assertThat(loss(sparse(null), batch(sparseTarget(), rows), true)).isCloseTo(mean(7.5), within(1e-6));
    }

    /** As Keras: fit takes class_weight, its validation does not; rows' weights count in both. */
    @Test
    void classesCountAlikeInValidation() {
        NDArray rows = manager.create(new float[] {0.5f, 2, 1});

        assertThat(loss(sparse(Map.of(1, 3.0)), batch(sparseTarget(), rows), false))
                .isCloseTo(mean(7.5), within(1e-6));
    }

    @Test
    void onlyWeightedMetricsTakeTheWeightsOfRows() {
        RunSpec spec = spec("sparse_categorical_crossentropy", List.of("accuracy"), List.of("accuracy"));
        List<Integer> output = List.of(2, 3);
        List<Integer> target = List.of(2);
        Objective objective = new Objective(
                BatchLoss.of(spec.loss(), output, target),
                LastActivation.OTHER,
                List.of(
                        MetricFunctions.of(spec.metrics().get(0), output, target),
                        MetricFunctions.of(spec.weightedMetrics().get(0), output, target)),
                spec.metricNames(),
                1,
                false,
                null);
        DeviceBatch batch = batch(sparseTarget(), manager.create(new float[] {6, 1, 1}));
        MetricSums once = objective.counted(MetricSums.NONE, prediction(), batch, new HostReads());

        // The first row of three is right; it weighs six of eight.
        assertThat(objective.metrics(0.5, once).values().values())
                .containsExactlyInAnyOrder(0.5, (double) (1 / 3f), 0.75);
        MetricSums twice = objective.counted(
                once, prediction(), batch(manager.create(new int[] {0, 0, 0}), null), new HostReads());
        assertThat(objective.metrics(0.5, twice).values().get(spec.metricNames().get(0)))
                .isEqualTo((double) (4 / 6f));
        assertThat(objective.counted(MetricSums.NONE, prediction(), batch, new HostReads()))
                .as("what was counted before is a value")
                .isEqualTo(once);
    }

    /** As Keras: class weights become the rows' weights, which weighted metrics take. */
    @Test
    void weightedMetricsTakeTheWeightsOfClasses() {
        Objective objective = sparse(Map.of(0, 6.0));

        DeviceBatch weighted = objective.weighted(batch(sparseTarget(), null));

        assertThat(Objects.requireNonNull(weighted.weights()).toFloatArray()).containsExactly(6, 1, 1);
    }

    private static double mean(double logarithms) {
        return logarithms * LOG_2 / 3;
    }

    private Prediction prediction() {
        return new Prediction(manager.create(OUTPUT), null, null);
    }

    private DeviceBatch batch(NDArray target, @Nullable NDArray weights) {
        return new DeviceBatch(List.of(), target, weights, OUTPUT.length);
    }

    private NDArray sparseTarget() {
        return manager.create(new int[] {0, 1, 2});
    }

    private NDArray oneHotTarget() {
        return manager.create(new float[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
    }

    private double loss(Objective objective, DeviceBatch batch, boolean training) {
        return objective
                .loss(prediction(), training ? objective.weighted(batch) : batch)
                .getFloat();
    }

    private static Objective sparse(@Nullable Map<Integer, Double> classWeight) {
        return objective("sparse_categorical_crossentropy", List.of(2), classWeight);
    }

    private static Objective oneHot(Map<Integer, Double> classWeight) {
        return objective("categorical_crossentropy", List.of(2, 3), classWeight);
    }

    private static Objective objective(String loss, List<Integer> target, @Nullable Map<Integer, Double> classWeight) {
        return new Objective(
                BatchLoss.of(spec(loss, List.of(), List.of()).loss(), List.of(2, 3), target),
                LastActivation.OTHER,
                List.of(),
                List.of(),
                0,
                false,
                classWeight);
    }

    private static RunSpec spec(String loss, List<String> metrics, List<String> weighted) {
        return RunSpec.of(Map.of(
                "data",
                Map.of("dataset", "mnist"),
                "model",
                Map.of("layers", List.of(Map.of("type", "Flatten"))),
                "loss",
                loss,
                "metrics",
                metrics,
                "weighted_metrics",
                weighted));
    }
}
