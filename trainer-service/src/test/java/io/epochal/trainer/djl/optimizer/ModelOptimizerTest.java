package io.epochal.trainer.djl.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.optimizer.Optimizer;
import io.epochal.protocol.optimizer.OptimizerReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every optimizer and every argument, against what Keras itself did. */
@Tag("slow")
class ModelOptimizerTest {
    private static final int BATCHES = 7;
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    private static final KerasUpdates UPDATES = KerasUpdates.read();

    static List<KerasUpdates.Case> cases() {
        return UPDATES.cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void followsKerasBatchByBatch(KerasUpdates.Case one) {
        try (UpdatedWeights trained = new UpdatedWeights(UPDATES, settings(one.optimizer()))) {
            for (int batch = 0; batch < BATCHES; batch++) {
                trained.train(batch, batch + 1);
                assertClose(trained.values(), KerasUpdates.floats(one.weights().get(batch)), "batch " + batch);
            }
            if (one.averages() != null) {
                assertClose(trained.averages(), KerasUpdates.floats(one.averages()), "averages");
            }
        }
    }

    @Test
    void comparesEveryOptimizer() {
        assertThat(UPDATES.cases())
                .extracting(one -> settings(one.optimizer()).type())
                .containsAll(OptimizerReader.types());
    }

    private static void assertClose(float[][] weights, float[][] expected, String when) {
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected[i].length; j++) {
                float wanted = expected[i][j];
                boolean close = Float.compare(weights[i][j], wanted) == 0
                        || Math.abs(weights[i][j] - wanted) <= 1e-5f * Math.abs(wanted);
                assertThat(close)
                        .as("%s, weight %d[%d]: %s, in Keras %s", when, i, j, weights[i][j], wanted)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void goesOnFromAnyBatchAsIfItHadNotStopped(KerasUpdates.Case one) {
        Optimizer settings = settings(one.optimizer());
        try (UpdatedWeights whole = new UpdatedWeights(UPDATES, settings)) {
            whole.train(0, BATCHES);
            for (int stop = 1; stop < BATCHES; stop++) {
                try (UpdatedWeights first = new UpdatedWeights(UPDATES, settings);
                        UpdatedWeights second = new UpdatedWeights(UPDATES, settings)) {
                    first.train(0, stop);
                    second.restore(first);
                    second.train(stop, BATCHES);

                    assertThat(everything(second)).as("stopped after %d", stop).isEqualTo(everything(whole));
                }
            }
        }
    }

    private static Map<String, List<Float>> everything(UpdatedWeights trained) {
        Map<String, NDArray> tensors = new HashMap<>(trained.weights);
        tensors.putAll(trained.optimizer.tensors());
        MovingAverage average = trained.optimizer.average();
        if (average != null) {
            average.byName().forEach((name, tensor) -> tensors.put("average/" + name, tensor));
        }
        Map<String, List<Float>> values = new HashMap<>();
        tensors.forEach((name, tensor) -> values.put(name, list(tensor.toFloatArray())));
        return values;
    }

    private static List<Float> list(float[] values) {
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return list;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            sgd      | 0    |
            sgd      | 0.5  | momentum
            rmsprop  | 0    | velocity
            rmsprop  | 0.5  | momentum, velocity
            adam     |      | momentum, velocity
            adamw    |      | momentum, velocity
            adadelta |      | accumulated_delta_var, accumulated_grad
            adagrad  |      | accumulator
            adamax   |      | momentum, norm
            nadam    |      | momentum, u_product, velocity
            lion     |      | momentum
            ftrl     |      | accumulator, linear
            """)
    void storesItsSlotsUnderKerasNames(String type, @Nullable Double momentum, @Nullable String slots) {
        Map<String, Object> written = new HashMap<>(Map.of("type", type));
        if (momentum != null) {
            written.put("momentum", momentum);
        }
        try (UpdatedWeights trained = new UpdatedWeights(UPDATES, settings(written))) {
            TreeSet<String> found = new TreeSet<>();
            for (String name : trained.optimizer.tensors().keySet()) {
                assertThat(name).matches(type + "/(u_product|\\w+/(dense/kernel|dense/bias|scale/gain))");
                found.add(name.split("/", -1)[1]);
            }
            assertThat(String.join(", ", found)).isEqualTo(slots == null ? "" : slots);
        }
    }

    @Test
    void storesTheAccumulatedGradients() {
        try (UpdatedWeights trained =
                new UpdatedWeights(UPDATES, settings(Map.of("type", "sgd", "gradient_accumulation_steps", 2)))) {
            trained.train(0, 1);

            assertThat(trained.optimizer.tensors().keySet())
                    .containsExactly(
                            "sgd/gradient_accumulator/dense/kernel",
                            "sgd/gradient_accumulator/dense/bias",
                            "sgd/gradient_accumulator/scale/gain");
            assertThat(trained.optimizer.tensors().get("sgd/gradient_accumulator/scale/gain"))
                    .satisfies(sum -> assertThat(sum.toFloatArray()).containsExactly(0.3f));
            assertThat(trained.optimizer.iterations()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void leavesNothingBehindInMemory(KerasUpdates.Case one) {
        try (UpdatedWeights trained = new UpdatedWeights(UPDATES, settings(one.optimizer()))) {
            trained.train(0, 1);
            int before = trained.arrays();
            trained.train(1, BATCHES);

            assertThat(trained.arrays()).isEqualTo(before);
        }
    }

    /** As in Keras. The engine's gradient must be set to 0, since infinity times 0 is not. */
    @Test
    void anInfiniteGradientThatIsClippedIsForgotten() {
        try (UpdatedWeights trained =
                new UpdatedWeights(UPDATES, settings(Map.of("type", "sgd", "clipvalue", 0.1, "learning_rate", 0.5)))) {
            float before = trained.values()[2][0];
            trained.step(new float[6], new float[3], new float[] {INFINITY});
            float once = trained.values()[2][0];
            trained.step(new float[6], new float[3], new float[] {-1});

            assertThat(once).isLessThan(before).isFinite();
            assertThat(trained.values()[2][0]).isEqualTo(before);
        }
    }

    /** With a gradient of 0, Ftrl would set it to 0. */
    @Test
    void leavesAWeightAloneThatTheLossDoesNotDependOn() {
        try (UpdatedWeights trained =
                new UpdatedWeights(UPDATES, settings(Map.of("type", "ftrl", "weight_decay", 0.5)))) {
            float[][] before = trained.values();
            trained.step(new float[] {1, 1, 1, 1, 1, 1});
            trained.step(new float[] {1, 1, 1, 1, 1, 1});

            assertThat(trained.values()[0]).isNotEqualTo(before[0]);
            assertThat(trained.values()[1]).isEqualTo(before[1]);
            assertThat(trained.values()[2]).isEqualTo(before[2]);
        }
    }

    @Test
    void constraintsComeAfterTheAverage() {
        Optimizer settings = settings(Map.of("type", "sgd", "learning_rate", 0.5, "use_ema", true));
        try (UpdatedWeights trained = new UpdatedWeights(
                UPDATES, settings, weights -> weights.values().forEach(weight -> weight.subi(weight)))) {
            float before = trained.values()[2][0];
            trained.step(new float[6], new float[3], new float[] {1});

            assertThat(trained.averages()[2]).containsExactly(before - 0.5f);
            assertThat(trained.values()[2]).containsExactly(0);
        }
    }

    private static Optimizer settings(Map<String, Object> written) {
        return Optimizer.of("optimizer", written);
    }
}
