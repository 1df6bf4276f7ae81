package io.epochal.protocol.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.Wire;
import io.epochal.protocol.field.SpecException;
import io.epochal.protocol.loss.EmbeddingLoss.Circle;
import io.epochal.protocol.loss.OverlapLoss.Dice;
import io.epochal.protocol.loss.OverlapLoss.Tversky;
import io.epochal.protocol.loss.ProbabilisticLoss.BinaryCrossentropy;
import io.epochal.protocol.loss.ProbabilisticLoss.CategoricalCrossentropy;
import io.epochal.protocol.loss.ProbabilisticLoss.SparseCategoricalCrossentropy;
import io.epochal.protocol.loss.RegressionLoss.Huber;
import io.epochal.protocol.loss.RegressionLoss.MeanSquaredError;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingLossTest {
    @ParameterizedTest
    @CsvSource({
        "mse, MeanSquaredError",
        "MSE, MeanSquaredError",
        "mean_squared_error, MeanSquaredError",
        "MeanSquaredError, MeanSquaredError",
        "mae, MeanAbsoluteError",
        "MAPE, MeanAbsolutePercentageError",
        "msle, MeanSquaredLogarithmicError",
        "kld, KLDivergence",
        "kl_divergence, KLDivergence",
        "bce, BinaryCrossentropy",
        "log_cosh, LogCosh",
        "cosine_similarity, CosineSimilarity",
        "binary_focal_crossentropy, BinaryFocalCrossentropy",
        "categorical_generalized_cross_entropy, CategoricalGeneralizedCrossEntropy",
        "ctc, CTC",
        "dice, Dice"
    })
    void aNameIsOneOfKerasNames(String name, String className) {
        Loss loss = TrainingLoss.read("loss", name, false).loss();

        assertThat(loss.getClass().getSimpleName()).isEqualTo(className);
    }

    @Test
    void anObjectHasArguments() {
        assertThat(read("{type: huber, delta: 0.5, name: mine}"))
                .isEqualTo(new TrainingLoss(new Huber(0.5), LossReduction.SUM_OVER_BATCH_SIZE));
        assertThat(read("{type: BinaryCrossentropy, from_logits: true, label_smoothing: 0.1, axis: 1, reduction: sum}"))
                .isEqualTo(new TrainingLoss(new BinaryCrossentropy(true, 0.1, 1), LossReduction.SUM));
        assertThat(read("{type: Circle, gamma: 16, margin: 0.2, remove_diagonal: false}")
                        .loss())
                .isEqualTo(new Circle(16, 0.2, false));
        assertThat(read("{type: Tversky, alpha: 0.3, beta: 0.7, axis: [1, 2]}").loss())
                .isEqualTo(new Tversky(0.3, 0.7, List.of(1, 2)));
        assertThat(read("{type: sparse_categorical_crossentropy, ignore_class: -1}")
                        .loss())
                .isEqualTo(new SparseCategoricalCrossentropy(false, -1));
    }

    @Test
    void aCompiledModelsLossIsRead() {
        assertThat(read("{module: builtins, class_name: function, config: huber, registered_name: function}")
                        .loss())
                .isEqualTo(new Huber(1));
        assertThat(read("{module: keras.losses, class_name: Dice, registered_name: null, config: {name: dice, "
                                + "reduction: mean, axis: {class_name: __tuple__, items: [1, 2]}}}")
                        .toString())
                .isEqualTo(new TrainingLoss(new Dice(List.of(1, 2)), LossReduction.MEAN).toString());
    }

    @Test
    void everyLossIsReadBackFromItsJson() {
        for (String name : Loss.classNames()) {
            TrainingLoss loss = TrainingLoss.read("loss", name, false);
            Object json = Wire.JSON.convertValue(loss, Object.class);

            assertThat(TrainingLoss.read("loss", json, false)).as("%s", json).isEqualTo(loss);
        }
        TrainingLoss loss = read("{type: BinaryFocalCrossentropy, alpha: 0.3, gamma: 1.5, apply_class_balancing: true, "
                + "reduction: mean_with_sample_weight, label_smoothing: 0.1, from_logits: true}");
        assertThat(TrainingLoss.read("loss", Wire.JSON.convertValue(loss, Object.class), false))
                .isEqualTo(loss);
    }

    @Test
    void crossentropyIsWhatTheShapesSay() {
        CrossentropyByShape loss =
                (CrossentropyByShape) TrainingLoss.read("loss", "ce", false).loss();

        assertThat(loss.of(List.of(8, 1), List.of(8))).isInstanceOf(BinaryCrossentropy.class);
        assertThat(loss.of(List.of(8, 3), List.of(8))).isInstanceOf(SparseCategoricalCrossentropy.class);
        assertThat(loss.of(List.of(8, 3), List.of(8, 1))).isInstanceOf(SparseCategoricalCrossentropy.class);
        assertThat(loss.of(List.of(8, 3), List.of(8, 3))).isInstanceOf(CategoricalCrossentropy.class);
        assertThat(Wire.JSON.convertValue(new TrainingLoss(loss), Object.class)).isEqualTo("ce");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: huber, delta: 0} | loss.delta must be more than 0; found 0",
                "{type: huber, delta: x} | loss.delta must be a number; found \"x\"",
                "{type: huber, deltas: 1} | loss.deltas is not known here",
                "{type: huber, reduction: none} | loss.reduction must be one of sum_over_batch_size, sum, mean",
                "{type: huber, reduction: null} | loss.reduction must be sum_over_batch_size, sum or a mean: training",
                "{type: mse, dtype: float16} | loss.dtype must be float32: other precisions are not trained here; found \"float16\"",
                "{type: bce, label_smoothing: 2} | loss.label_smoothing must be from 0 to 1",
                "{type: bce, axis: x} | loss.axis must be one axis",
                "{type: sparse_categorical_crossentropy, axis: 1} | loss.axis must be -1",
                "{type: CategoricalGeneralizedCrossEntropy, q: 1} | loss.q must be more than 0 and less than 1",
                "hubber | loss must be one of Keras' losses (did you mean huber?); found \"hubber\"",
                "{delta: 1} | loss.type is required",
                "[mse] | loss must be a name, or an object with its type",
                "{class_name: Huber, module: keras.losses, config: {delta: -1}} | loss.config.delta must be more than 0",
                "{class_name: Mine, module: mine.losses, config: {}} | loss.module must be one of Keras' own"
            })
    void whatIsWrongIsNamedWithItsPlace(String line) {
        String[] parts = line.split(" \\| ", 2);

        assertThatThrownBy(() -> read(parts[0]))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith(parts[1]);
    }

    @Test
    void aMessageOfANewerVersionIsReadWithoutWhatIsNew() {
        TrainingLoss loss = TrainingLoss.read("loss", Map.of("type", "MeanSquaredError", "new", 1), true);

        assertThat(loss).isEqualTo(new TrainingLoss(new MeanSquaredError()));
    }

    static TrainingLoss read(String yaml) {
        return TrainingLoss.read("loss", FlowYaml.read(yaml), false);
    }
}
