package io.epochal.trainer.djl.loss;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import io.epochal.protocol.loss.CrossentropyByShape;
import io.epochal.protocol.loss.Loss;
import io.epochal.protocol.loss.TrainingLoss;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("slow")
class LossFunctionsTest {
    static List<Map<String, Object>> cases() {
        return KerasGolden.cases("losses.jsonl");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("cases")
    void aBatchHasTheValuesLossAndGradientThatItHasInKeras(Map<String, Object> one) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray target = requireNonNull(KerasGolden.array(manager, one, "target"));
            NDArray output = requireNonNull(KerasGolden.array(manager, one, "output"));
            BatchLoss loss = BatchLoss.of(
                    TrainingLoss.read("loss", one.get("loss"), false),
                    axes(output.getShape()),
                    axes(target.getShape()));
            LastActivation activation = activation(one.get("activation"));
            boolean logits = loss.wantsLogits(activation);
            output.setRequiresGradient(true);
            NDArray scalar;
            NDArray values;
            try (GradientCollector gradients = manager.getEngine().newGradientCollector()) {
                NDArray given = logits ? output : activated(output, activation);
                SameRank same = SameRank.of(target, given);
                values = loss.function().perSample(same.first(), same.second(), logits);
                scalar = loss.of(
                        target,
                        given,
                        logits,
                        KerasGolden.array(manager, one, "weights"),
                        KerasGolden.array(manager, one, "mask"));
                scalar = scalar.getShape().isScalar() ? scalar : scalar.sum();
                gradients.backward(scalar);
            }

            assertThat(values.getShape()).isEqualTo(KerasGolden.shape(requireNonNull(one.get("values"))));
            agree("value", values.toFloatArray(), KerasGolden.doubles(one.get("values")), 0.1);
            agree("loss", scalar.toFloatArray(), new double[] {KerasGolden.number(one.get("value"))}, 0.1);
            double[] gradient = KerasGolden.doubles(one.get("gradient"));
            agree("gradient", output.getGradient().toFloatArray(), gradient, 0.1 + rounding(loss, gradient));
        }
    }

    @Test
    void everyLossHasAFunction() {
        Set<Class<?>> records = new HashSet<>();
        collect(Loss.class, records);
        records.remove(CrossentropyByShape.class);

        assertThat(records).hasSameSizeAs(Loss.classNames());
        for (String name : Loss.classNames()) {
            assertThat(LossFunctions.of(TrainingLoss.read("loss", name, false).loss()))
                    .as(name)
                    .isNotNull();
        }
    }

    @Test
    void everyLossIsInTheTable() {
        Set<Class<?>> seen = new HashSet<>();
        cases().forEach(one -> seen.add(
                TrainingLoss.read("loss", one.get("loss"), false).loss().getClass()));

        Set<Class<?>> records = new HashSet<>();
        collect(Loss.class, records);
        records.remove(CrossentropyByShape.class);
        assertThat(seen).isEqualTo(records);
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

    private static LastActivation activation(@Nullable Object name) {
        return name == null
                ? LastActivation.OTHER
                : LastActivation.valueOf(name.toString().toUpperCase(Locale.ROOT));
    }

    private static NDArray activated(NDArray logits, LastActivation activation) {
        return switch (activation) {
            case SOFTMAX -> logits.softmax(-1);
            case SIGMOID -> Activation.sigmoid(logits);
            case OTHER -> logits;
        };
    }

    private static List<Integer> axes(Shape shape) {
        return Arrays.stream(shape.getShape()).mapToObj(axis -> (int) axis).toList();
    }

    /**
     * Circle takes exponentials of numbers such as its values, up to 285 here, of which float32 knows 3e-5. So much of its gradient
     * hangs on the instructions with which the processor multiplies matrices.
     */
    private static double rounding(BatchLoss loss, double[] gradient) {
        double largest = Arrays.stream(gradient).map(Math::abs).max().orElse(0);
        return loss.function() instanceof CircleLoss ? largest : 0;
    }

    private static void agree(String what, float[] actual, double[] expected, double scale) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        double largest = Arrays.stream(expected)
                .map(Math::abs)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        for (int i = 0; i < expected.length; i++) {
            assertThat(KerasGolden.agree(actual[i], expected[i], Math.max(scale, largest / 10)))
                    .as("%s %d: %s, in Keras %s", what, i, actual[i], expected[i])
                    .isTrue();
        }
    }
}
