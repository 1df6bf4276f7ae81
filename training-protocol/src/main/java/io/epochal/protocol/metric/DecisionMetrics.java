package io.epochal.protocol.metric;

import static io.epochal.protocol.loss.KerasArguments.fraction;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.Numbers;
import io.epochal.protocol.metric.ConstrainedMetric.PrecisionAtRecall;
import io.epochal.protocol.metric.ConstrainedMetric.RecallAtPrecision;
import io.epochal.protocol.metric.ConstrainedMetric.SensitivityAtSpecificity;
import io.epochal.protocol.metric.ConstrainedMetric.SpecificityAtSensitivity;
import io.epochal.protocol.metric.ThresholdMetric.FalseNegatives;
import io.epochal.protocol.metric.ThresholdMetric.FalsePositives;
import io.epochal.protocol.metric.ThresholdMetric.Precision;
import io.epochal.protocol.metric.ThresholdMetric.Recall;
import io.epochal.protocol.metric.ThresholdMetric.TrueNegatives;
import io.epochal.protocol.metric.ThresholdMetric.TruePositives;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the metrics of decisions: counts, rates, curves and F scores. */
final class DecisionMetrics {
    private static final String ONE_NUMBER = ": a history has one number for a metric";

    static final List<MetricEntry> ENTRIES = List.of(
            MetricEntry.numbered("TruePositives", (name, f) -> new TruePositives(name, threshold(f))),
            MetricEntry.numbered("FalsePositives", (name, f) -> new FalsePositives(name, threshold(f))),
            MetricEntry.numbered("TrueNegatives", (name, f) -> new TrueNegatives(name, threshold(f))),
            MetricEntry.numbered("FalseNegatives", (name, f) -> new FalseNegatives(name, threshold(f))),
            MetricEntry.numbered(
                    "Precision", (name, f) -> new Precision(name, threshold(f), optional(f, "top_k", 1), classId(f))),
            MetricEntry.numbered(
                    "Recall", (name, f) -> new Recall(name, threshold(f), optional(f, "top_k", 1), classId(f))),
            MetricEntry.numbered(
                    "SensitivityAtSpecificity",
                    (name, f) -> new SensitivityAtSpecificity(name, rate(f, "specificity"), count(f), classId(f))),
            MetricEntry.numbered(
                    "SpecificityAtSensitivity",
                    (name, f) -> new SpecificityAtSensitivity(name, rate(f, "sensitivity"), count(f), classId(f))),
            MetricEntry.numbered(
                    "PrecisionAtRecall",
                    (name, f) -> new PrecisionAtRecall(name, rate(f, "recall"), count(f), classId(f))),
            MetricEntry.numbered(
                    "RecallAtPrecision",
                    (name, f) -> new RecallAtPrecision(name, rate(f, "precision"), count(f), classId(f))),
            MetricEntry.numbered("AUC", AUCReader::read),
            MetricEntry.of("F1Score", (name, f) -> new FScore.F1Score(name, average(f), scoreThreshold(f))),
            new MetricEntry(
                    "FBetaScore",
                    Optional.of("fbeta_score"),
                    (name, f) -> new FScore.FBetaScore(name, average(f), beta(f), scoreThreshold(f))));

    private DecisionMetrics() {}

    private static @Nullable Double threshold(Fields f) {
        Object value = f.raw("thresholds");
        if (value instanceof List<?> list) {
            if (list.size() != 1) {
                throw f.wrong("thresholds", "must be one number" + ONE_NUMBER + "; write one metric for each");
            }
            value = list.get(0);
        }
        if (value == null) {
            return null;
        }
        double threshold = Numbers.parse(value).orElse(Double.NaN);
        if (threshold >= 0 && threshold <= 1) {
            return threshold;
        }
        throw f.wrong("thresholds", "must be from 0 to 1");
    }

    private static double rate(Fields f, String key) {
        if (!f.has(key)) {
            throw f.missing(key);
        }
        return fraction(f, key, 0);
    }

    private static int count(Fields f) {
        return f.integer("num_thresholds", 200, 1);
    }

    private static @Nullable Integer classId(Fields f) {
        return optional(f, "class_id", 0);
    }

    private static @Nullable Integer optional(Fields f, String key, int min) {
        return f.has(key) ? f.requiredInteger(key, min) : null;
    }

    private static FScore.Average average(Fields f) {
        if (!f.has("average")) {
            throw f.wrong("average", "must be micro, macro or weighted" + ONE_NUMBER);
        }
        String average = f.oneOf("average", "", "micro", "macro", "weighted");
        return FScore.Average.valueOf(average.toUpperCase(Locale.ROOT));
    }

    private static double beta(Fields f) {
        double beta = f.finite("beta", 1);
        if (beta > 0) {
            return beta;
        }
        throw f.wrong("beta", "must be more than 0");
    }

    private static @Nullable Double scoreThreshold(Fields f) {
        if (!f.has("threshold")) {
            return null;
        }
        double threshold = f.number("threshold", 0);
        if (threshold > 0 && threshold <= 1) {
            return threshold;
        }
        throw f.wrong("threshold", "must be more than 0 and at most 1");
    }
}
