package io.epochal.trainer.djl.metric;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.epochal.protocol.metric.AccuracyMetric.AccuracyByShape;
import io.epochal.protocol.metric.Metric;
import io.epochal.protocol.metric.MetricReader;
import io.epochal.trainer.djl.loss.KerasGolden;
import io.epochal.trainer.djl.loss.LastActivation;
import io.epochal.trainer.djl.loss.SampleWeights;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("slow")
class MetricFunctionsTest {
    static List<Map<String, Object>> cases() {
        return KerasGolden.cases("metrics.jsonl");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("cases")
    void anEpochHasTheResultsThatItHasInKeras(Map<String, Object> one) {
        List<?> batches = (List<?>) requireNonNull(one.get("batches"));
        Map<?, ?> first = (Map<?, ?>) batches.get(0);
        MetricFunction function = MetricFunctions.of(read(one), axes(first, "output"), axes(first, "target"));
        double[] state = function.begin();
        for (Object item : batches) {
            Map<?, ?> batch = (Map<?, ?>) item;
            try (NDManager manager = NDManager.newBaseManager()) {
                update(function, state, one.get("activation"), batch, manager);
            }
            double expected = KerasGolden.number(batch.get("result"));
            double actual = function.result(state.clone());

            assertThat(KerasGolden.agree(actual, expected, 0.1))
                    .as("%s: %s, in Keras %s", one.get("metric"), actual, expected)
                    .isTrue();
        }
    }

    private static void update(
            MetricFunction function, double[] state, @Nullable Object activation, Map<?, ?> batch, NDManager manager) {
        NDArray target = requireNonNull(KerasGolden.array(manager, batch, "target"));
        NDArray output = requireNonNull(KerasGolden.array(manager, batch, "output"));
        LastActivation last = activation == null
                ? LastActivation.OTHER
                : LastActivation.valueOf(activation.toString().toUpperCase(Locale.ROOT));
        boolean logits = function.wantsLogits(last);
        NDArray given = logits || last == LastActivation.OTHER
                ? output
                : last == LastActivation.SOFTMAX ? output.softmax(-1) : Activation.sigmoid(output);
        NDArray weights = KerasGolden.array(manager, batch, "weights");
        NDArray mask = function.takesMask() ? KerasGolden.array(manager, batch, "mask") : null;
        function.add(
                state,
                function.measure(target, given, logits, SampleWeights.masked(weights, mask))
                        .toFloatArray());
    }

    @Test
    void everyMetricIsInTheTable() {
        Set<Class<?>> seen = new HashSet<>();
        cases().forEach(one -> seen.add(read(one).getClass()));

        Set<Class<?>> records = new HashSet<>();
        collect(Metric.class, records);
        assertThat(seen).isEqualTo(records).contains(AccuracyByShape.class);
    }

    /** What a checkpoint stores at any batch is all that the metric knows. */
    @Test
    void aMetricGoesOnFromAStoredState() {
        for (Map<String, Object> one : cases()) {
            List<?> batches = (List<?>) requireNonNull(one.get("batches"));
            if (batches.size() != 2 || one.containsKey("activation")) {
                continue;
            }
            Map<?, ?> first = (Map<?, ?>) batches.get(0);
            Map<?, ?> second = (Map<?, ?>) batches.get(1);
            MetricFunction before = MetricFunctions.of(read(one), axes(first, "output"), axes(first, "target"));
            double[] stored = before.begin();
            try (NDManager manager = NDManager.newBaseManager()) {
                update(before, stored, null, first, manager);
                MetricFunction after = MetricFunctions.of(read(one), axes(second, "output"), axes(second, "target"));
                update(after, stored, null, second, manager);

                assertThat(KerasGolden.agree(after.result(stored), KerasGolden.number(second.get("result")), 0.1))
                        .as("%s", one.get("metric"))
                        .isTrue();
            }
        }
    }

    @Test
    void whatTheShapesDoNotAllowIsRefusedInWords() {
        assertRefused(Map.of("type", "Precision", "class_id", 3), new Shape(4, 3))
                .hasMessage("class_id needs outputs of at least 4 columns; found 3");
        assertRefused(Map.of("type", "Recall", "top_k", 4), new Shape(4, 3))
                .hasMessage("top_k needs outputs of at least 4 columns; found 3");
        assertRefused("auc", new Shape(4, 2))
                .hasMessage(
                        "a count of decisions needs targets of shape (4, 3) for outputs of shape (4, 3); found (4, 2)");
        assertRefused(Map.of("type", "F1Score", "average", "micro"), new Shape(4))
                .hasMessage("f1_score needs targets of shape (4, 3) for outputs of shape (4, 3); found (4)");
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(Object metric, Shape target) {
        MetricFunction function =
                MetricFunctions.of(new MetricReader(false).read("metrics[0]", metric), List.of(4, 3), List.of(4, 3));
        return assertThatThrownBy(() -> {
                    try (NDManager manager = NDManager.newBaseManager()) {
                        var unused = function.measure(manager.ones(target), manager.ones(new Shape(4, 3)), false, null);
                    }
                })
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Metric read(Map<String, Object> one) {
        return new MetricReader(false).read("metrics[0]", one.get("metric"));
    }

    private static void collect(Class<?> type, Set<Class<?>> records) {
        if (type.isRecord()) {
            records.add(type);
        } else {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                collect(permitted, records);
            }
        }
    }

    private static List<Integer> axes(Map<?, ?> batch, String key) {
        Shape shape = KerasGolden.shape(requireNonNull(batch.get(key)));
        return Arrays.stream(shape.getShape()).mapToObj(axis -> (int) axis).toList();
    }
}
