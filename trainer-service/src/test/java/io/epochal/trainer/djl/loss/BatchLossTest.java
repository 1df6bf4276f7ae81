package io.epochal.trainer.djl.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.epochal.protocol.loss.Loss;
import io.epochal.protocol.loss.LossReduction;
import io.epochal.protocol.loss.TrainingLoss;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class BatchLossTest {
    @ParameterizedTest
    @CsvSource({
        "MeanSquaredError, PARTS",
        "MeanAbsoluteError, PARTS",
        "MeanAbsolutePercentageError, PARTS",
        "MeanSquaredLogarithmicError, PARTS",
        "CosineSimilarity, PARTS",
        "Huber, PARTS",
        "LogCosh, PARTS",
        "KLDivergence, PARTS",
        "Poisson, PARTS",
        "BinaryCrossentropy, PARTS",
        "BinaryFocalCrossentropy, PARTS",
        "CategoricalCrossentropy, PARTS",
        "CategoricalFocalCrossentropy, PARTS",
        "Hinge, PARTS",
        "SquaredHinge, PARTS",
        "CategoricalHinge, PARTS",
        "Dice, PARTS",
        "Tversky, PARTS",
        "SparseCategoricalCrossentropy, CLASSES",
        "CategoricalGeneralizedCrossEntropy, CLASSES",
        "Circle, CLASSES",
        "CTC, LABELS"
    })
    void theGradientIsTheSlope(String name, String targets) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Shape shape = shape(targets);
            NDArray target = target(manager, targets);
            Object settings = name.equals("Circle") ? Map.of("type", name, "gamma", 2) : name;
            BatchLoss loss = new BatchLoss(
                    LossFunctions.of(TrainingLoss.read("loss", settings, false).loss()), LossReduction.SUM);
            float[] point = point(shape);
            NDArray output = manager.create(point, shape);
            output.setRequiresGradient(true);
            try (GradientCollector gradients = manager.getEngine().newGradientCollector()) {
                gradients.backward(loss.of(target, output, false, null, null));
            }
            float[] gradient = output.getGradient().toFloatArray();

            for (int i = 0; i < point.length; i++) {
                float step = 4e-3f;
                double slope = (at(loss, target, point, i, step, shape) - at(loss, target, point, i, -step, shape))
                        / (2 * step);
                assertThat((double) gradient[i])
                        .as("%s by %d", name, i)
                        .isCloseTo(slope, within(0.01 * Math.max(1, Math.abs(slope))));
            }
        }
    }

    private static Shape shape(String targets) {
        return targets.equals("LABELS") ? new Shape(2, 5, 3) : new Shape(4, 3);
    }

    private static NDArray target(NDManager manager, String targets) {
        return switch (targets) {
            case "LABELS" -> manager.create(new int[] {1, 2, 2, 0}, new Shape(2, 2));
            case "CLASSES" -> manager.create(new int[] {0, 2, 2, 0});
            default ->
                manager.create(
                        new float[] {.2f, .7f, .1f, .9f, .06f, .04f, .5f, .1f, .4f, .05f, .05f, .9f}, new Shape(4, 3));
        };
    }

    private static float[] point(Shape shape) {
        float[] point = new float[(int) shape.size()];
        for (int i = 0; i < point.length; i++) {
            point[i] = 0.15f + 0.7f * ((i * 7) % 11) / 11;
        }
        return point;
    }

    private static double at(BatchLoss loss, NDArray target, float[] point, int place, float step, Shape shape) {
        float[] moved = point.clone();
        moved[place] += step;
        NDArray output = target.getManager().create(moved, shape);
        return loss.of(target, output, false, null, null).getFloat();
    }

    @Test
    void onlyAMeanOfRowsMayBeCutAnywhere() {
        assertThat(Loss.classNames().stream().filter(name -> !batchLoss(name).isMeanOfRows(false)))
                .containsExactlyInAnyOrder("Hinge", "SquaredHinge", "Dice", "Tversky", "Circle");
        assertThat(batchLoss("MeanSquaredError").isMeanOfRows(true)).isFalse();
        assertThat(batchLoss(Map.of("type", "CosineSimilarity", "axis", 0)).isMeanOfRows(false))
                .isFalse();
        assertThat(batchLoss(Map.of("type", "SparseCategoricalCrossentropy", "ignore_class", 0))
                        .isMeanOfRows(false))
                .isFalse();
        assertThat(batchLoss(Map.of("type", "MeanSquaredError", "reduction", "sum"))
                        .isMeanOfRows(false))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "CategoricalHinge, PARTS",
        "KLDivergence, PARTS",
        "SparseCategoricalCrossentropy, CLASSES",
        "CTC, LABELS"
    })
    void aMeanOfRowsIsTheMeanOfItsHalves(String name, String targets) {
        try (NDManager manager = NDManager.newBaseManager()) {
            BatchLoss loss = batchLoss(name);
            NDArray target = target(manager, targets);
            NDArray output = manager.create(point(shape(targets)), shape(targets));
            String middle = String.valueOf(output.getShape().get(0) / 2);
            double first = loss.of(target.get(":" + middle), output.get(":" + middle), false, null, null)
                    .getFloat();
            double second = loss.of(target.get(middle + ":"), output.get(middle + ":"), false, null, null)
                    .getFloat();

            assertThat((double) loss.of(target, output, false, null, null).getFloat())
                    .isCloseTo((first + second) / 2, within(1e-5));
        }
    }

    private static BatchLoss batchLoss(Object settings) {
        return BatchLoss.of(TrainingLoss.read("loss", settings, false), List.of(4, 3), List.of(4, 3));
    }

    @Test
    void targetsOfAnotherShapeAreRefused() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray output = manager.ones(new Shape(4, 3));
            BatchLoss sparse = new BatchLoss(
                    LossFunctions.of(TrainingLoss.read("loss", "sparse_categorical_crossentropy", false)
                            .loss()),
                    LossReduction.SUM);

            assertThatThrownBy(() -> sparse.of(manager.ones(new Shape(4, 3)), output, false, null, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "sparse_categorical_crossentropy needs targets of shape (4) for outputs of shape (4, 3); "
                                    + "found (4, 3)");
        }
    }
}
