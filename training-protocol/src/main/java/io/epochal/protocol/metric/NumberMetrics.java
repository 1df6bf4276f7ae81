package io.epochal.protocol.metric;

import static io.epochal.protocol.loss.KerasArguments.axis;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.loss.Loss;
import io.epochal.protocol.metric.AccuracyMetric.Accuracy;
import io.epochal.protocol.metric.AccuracyMetric.BinaryAccuracy;
import io.epochal.protocol.metric.AccuracyMetric.CategoricalAccuracy;
import io.epochal.protocol.metric.AccuracyMetric.SparseCategoricalAccuracy;
import io.epochal.protocol.metric.AccuracyMetric.SparseTopKCategoricalAccuracy;
import io.epochal.protocol.metric.AccuracyMetric.TopKCategoricalAccuracy;
import io.epochal.protocol.metric.RegressionMetric.ConcordanceCorrelation;
import io.epochal.protocol.metric.RegressionMetric.CosineSimilarity;
import io.epochal.protocol.metric.RegressionMetric.PearsonCorrelation;
import io.epochal.protocol.metric.RegressionMetric.R2Score;
import io.epochal.protocol.metric.RegressionMetric.RootMeanSquaredError;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the metrics of regression and the accuracies. */
final class NumberMetrics {
    static final List<MetricEntry> ENTRIES = List.of(
            new MetricEntry(
                    MetricTable.LOG_COSH,
                    Optional.of("logcosh"),
                    (name, f) -> new LossMetric(name, Loss.read("LogCosh", f))),
            MetricEntry.of("RootMeanSquaredError", (name, f) -> new RootMeanSquaredError(name)),
            MetricEntry.of("CosineSimilarity", (name, f) -> new CosineSimilarity(name, axis(f))),
            MetricEntry.of("PearsonCorrelation", (name, f) -> new PearsonCorrelation(name, axis(f))),
            MetricEntry.of("ConcordanceCorrelation", (name, f) -> new ConcordanceCorrelation(name, axis(f))),
            MetricEntry.of("R2Score", NumberMetrics::r2Score),
            MetricEntry.of("Accuracy", (name, f) -> new Accuracy(name)),
            MetricEntry.of("BinaryAccuracy", (name, f) -> new BinaryAccuracy(name, f.finite("threshold", 0.5))),
            MetricEntry.of("CategoricalAccuracy", (name, f) -> new CategoricalAccuracy(name)),
            MetricEntry.of("SparseCategoricalAccuracy", (name, f) -> new SparseCategoricalAccuracy(name)),
            MetricEntry.of(
                    "TopKCategoricalAccuracy", (name, f) -> new TopKCategoricalAccuracy(name, f.integer("k", 5, 1))),
            MetricEntry.of(
                    "SparseTopKCategoricalAccuracy",
                    (name, f) -> new SparseTopKCategoricalAccuracy(
                            name, f.integer("k", 5, 1), f.flag("from_sorted_ids", false))));

    private NumberMetrics() {}

    private static R2Score r2Score(String name, Fields f) {
        String key = "class_aggregation";
        if (f.keys().contains(key) && !f.has(key)) {
            throw f.wrong(
                    key, "must be uniform_average or variance_weighted_average: a history has one number for a metric");
        }
        String aggregation = f.oneOf(key, "uniform_average", "uniform_average", "variance_weighted_average");
        return new R2Score(
                name,
                R2Score.Aggregation.valueOf(aggregation.toUpperCase(Locale.ROOT)),
                f.integer("num_regressors", 0, 0));
    }
}
