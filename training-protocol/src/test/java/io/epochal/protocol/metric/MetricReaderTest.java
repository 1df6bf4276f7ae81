package io.epochal.protocol.metric;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import io.epochal.protocol.loss.FlowYaml;
import io.epochal.protocol.loss.HingeLoss;
import io.epochal.protocol.loss.ProbabilisticLoss.BinaryCrossentropy;
import io.epochal.protocol.loss.RegressionLoss;
import io.epochal.protocol.metric.AccuracyMetric.AccuracyByShape;
import io.epochal.protocol.metric.AccuracyMetric.BinaryAccuracy;
import io.epochal.protocol.metric.AccuracyMetric.CategoricalAccuracy;
import io.epochal.protocol.metric.AccuracyMetric.SparseCategoricalAccuracy;
import io.epochal.protocol.metric.AccuracyMetric.SparseTopKCategoricalAccuracy;
import io.epochal.protocol.metric.ConstrainedMetric.PrecisionAtRecall;
import io.epochal.protocol.metric.RegressionMetric.RootMeanSquaredError;
import io.epochal.protocol.metric.ThresholdMetric.Precision;
import io.epochal.protocol.metric.ThresholdMetric.Recall;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricReaderTest {
    @Test
    void aNameIsTheMetricAndItsNameInTheHistory() {
        assertThat(read("[mse, MeanAbsoluteError, log_cosh_error]"))
                .containsExactly(
                        new LossMetric("mse", new RegressionLoss.MeanSquaredError()),
                        new LossMetric("MeanAbsoluteError", new RegressionLoss.MeanAbsoluteError()),
                        new LossMetric("log_cosh_error", new RegressionLoss.LogCosh()));
        assertThat(read("[accuracy, acc, precision]"))
                .containsExactly(
                        new AccuracyByShape("accuracy"),
                        new AccuracyByShape("acc"),
                        new Precision("precision", null, null, null));
    }

    @Test
    void anObjectHasArgumentsAndKerasDefaultName() {
        assertThat(read("[{type: RootMeanSquaredError, name: rmse}, {type: hinge}, {type: LogCoshError}]"))
                .containsExactly(
                        new RootMeanSquaredError("rmse"),
                        new LossMetric("hinge", new HingeLoss.Hinge()),
                        new LossMetric("logcosh", new RegressionLoss.LogCosh()));
        assertThat(read("[{type: SparseTopKCategoricalAccuracy, k: 2}, {type: FBetaScore, average: micro, beta: 2}]"))
                .containsExactly(
                        new SparseTopKCategoricalAccuracy("sparse_top_k_categorical_accuracy", 2, false),
                        new FScore.FBetaScore("fbeta_score", FScore.Average.MICRO, 2, null));
        assertThat(read("[{type: PrecisionAtRecall, recall: 0.7, num_thresholds: 50, class_id: 1}]"))
                .containsExactly(new PrecisionAtRecall("precision_at_recall", 0.7, 50, 1));
        assertThat(read("[{type: BinaryCrossentropy, from_logits: true, label_smoothing: 0.1}]"))
                .containsExactly(new LossMetric("binary_crossentropy", new BinaryCrossentropy(true, 0.1, -1)));
    }

    @Test
    void metricsWithoutANameAreNumbered() {
        assertThat(read("[{type: AUC}, {type: AUC, curve: PR}, {type: Recall, thresholds: [0.4]}, {type: Recall}, auc]")
                        .stream()
                        .map(Metric::name))
                .containsExactly("auc", "auc_1", "recall", "recall_1", "auc");
    }

    @Test
    void aCompiledModelsMetricsAreRead() {
        assertThat(read("[[{module: keras.metrics, class_name: Recall, registered_name: null, config: {name: r, "
                        + "dtype: {module: keras, class_name: DTypePolicy, config: {name: float32}}, thresholds: null, "
                        + "top_k: 3, class_id: null}}], {module: builtins, class_name: function, config: huber, "
                        + "registered_name: function}]"))
                .containsExactly(new Recall("r", null, 3, null), new LossMetric("huber", new RegressionLoss.Huber(1)));
    }

    @Test
    void everyMetricIsReadBackFromItsJson() {
        Object needed =
                FlowYaml.read("{precision: 0.5, recall: 0.5, sensitivity: 0.5, specificity: 0.5, average: micro}");
        for (String name : MetricTable.BY_NAME.keySet()) {
            Metric metric =
                    requireNonNull(MetricTable.BY_NAME.get(name)).reader().read("mine", Fields.of("", needed));
            Object json = Wire.JSON.convertValue(metric, Object.class);

            assertThat(new MetricReader(false).read("metrics[0]", json))
                    .as("%s", json)
                    .isEqualTo(metric);
        }
        List<Metric> metrics = read("[accuracy, {class_name: function, config: huber}, {type: AUC, curve: PR, "
                + "summation_method: majoring, thresholds: [0.5, 0.2], multi_label: true, label_weights: [1, 2]}, "
                + "{type: R2Score, class_aggregation: variance_weighted_average, num_regressors: 2}, "
                + "{type: F1Score, average: weighted, threshold: 0.5}]");
        assertThat(new MetricReader(false).readAll("metrics", Wire.JSON.convertValue(metrics, Object.class)))
                .isEqualTo(metrics);
    }

    @Test
    void accuracyIsWhatTheShapesSay() {
        AccuracyByShape accuracy = new AccuracyByShape("acc");

        assertThat(accuracy.of(List.of(8, 1), List.of(8, 1))).isEqualTo(new BinaryAccuracy("acc", 0.5));
        assertThat(accuracy.of(List.of(8, 3), List.of(8))).isEqualTo(new SparseCategoricalAccuracy("acc"));
        assertThat(accuracy.of(List.of(8, 5, 3), List.of(8, 5))).isEqualTo(new SparseCategoricalAccuracy("acc"));
        assertThat(accuracy.of(List.of(8, 3), List.of(8, 1))).isEqualTo(new SparseCategoricalAccuracy("acc"));
        assertThat(accuracy.of(List.of(8, 3), List.of(8, 3))).isEqualTo(new CategoricalAccuracy("acc"));
    }

    /** As Keras 3.15.1 names them. */
    @Test
    void namesInTheHistoryAreUnique() {
        List<Metric> metrics = read("[mse, mse, {type: MeanSquaredError}, mse, acc]");
        List<Metric> weighted = read("[mse, acc, mse, mae]");

        assertThat(HistoryNames.of(metrics, weighted))
                .containsExactly(
                        "mse",
                        "mse_1",
                        "mean_squared_error",
                        "mse_2",
                        "acc",
                        "weighted_mse",
                        "weighted_acc",
                        "weighted_mse_1",
                        "mae");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[acuracy] | metrics[0] must be one of Keras' metrics (did you mean accuracy?)",
                "[mse, {type: F1Score}] | metrics[1].average must be micro, macro or weighted: a history has one number",
                "[f1_score] | metrics[0].average must be micro, macro or weighted",
                "[{type: Precision, thresholds: [0.2, 0.5]}] | metrics[0].thresholds must be one number: a history has",
                "[{type: Precision, thresholds: 2}] | metrics[0].thresholds must be from 0 to 1",
                "[{type: R2Score, class_aggregation: null}] | metrics[0].class_aggregation must be uniform_average",
                "[{type: RecallAtPrecision}] | metrics[0].precision is required",
                "[{type: SensitivityAtSpecificity, specificity: 2}] | metrics[0].specificity must be from 0 to 1",
                "[{type: AUC, num_thresholds: 1}] | metrics[0].num_thresholds must be a whole number, 2 or more",
                "[{type: AUC, num_labels: 3}] | metrics[0].num_labels must be left out unless multi_label is true",
                "[{type: AUC, curve: roq}] | metrics[0].curve must be one of ROC, PR, PRGAIN",
                "[{type: AUC, thresholds: [2]}] | metrics[0].thresholds must be from 0 to 1",
                "[{type: FBetaScore, average: micro, beta: 0}] | metrics[0].beta must be more than 0",
                "[{type: FBetaScore, average: micro, threshold: 0}] | metrics[0].threshold must be more than 0",
                "[{type: TopKCategoricalAccuracy, k: 0}] | metrics[0].k must be a whole number, 1 or more",
                "[{type: MeanIoU, num_classes: 2}] | metrics[0] cannot be MeanIoU: metrics of segmentation",
                "[mean] | metrics[0] cannot be mean: it has no formula of its own",
                "[{type: mse, x: 1}] | metrics[0].x is not known here",
                "mse | metrics must be a list of metrics; found \"mse\""
            })
    void whatIsWrongIsNamedWithItsPlace(String line) {
        String[] parts = line.split(" \\| ", 2);

        assertThatThrownBy(() -> read(parts[0]))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith(parts[1]);
    }

    private static List<Metric> read(String yaml) {
        return new MetricReader(false).readAll("metrics", FlowYaml.read(yaml));
    }
}
