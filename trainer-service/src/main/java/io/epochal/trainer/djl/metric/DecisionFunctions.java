package io.epochal.trainer.djl.metric;

import io.epochal.protocol.metric.ConstrainedMetric;
import io.epochal.protocol.metric.ThresholdMetric;
import io.epochal.trainer.djl.metric.DecisionMetric.CountsFunction;
import org.jspecify.annotations.Nullable;

/** Metrics of counts at one threshold, or at the best of many: confusion_metrics.py, Keras 3.15. */
final class DecisionFunctions {
    /** Below every output. */
    private static final double NONE = -1e10;

    private DecisionFunctions() {}

    /** A rate at one threshold. */
    interface Rate {
        double of(Decisions decisions, double[] state, int threshold);
    }

    static double truePositives(Decisions decisions, double[] state, int threshold) {
        return decisions.truePositives(state, threshold, 0);
    }

    static double falsePositives(Decisions decisions, double[] state, int threshold) {
        return decisions.falsePositives(state, threshold, 0);
    }

    static double trueNegatives(Decisions decisions, double[] state, int threshold) {
        return decisions.trueNegatives(state, threshold, 0);
    }

    static double falseNegatives(Decisions decisions, double[] state, int threshold) {
        return decisions.falseNegatives(state, threshold, 0);
    }

    static double precision(Decisions decisions, double[] state, int threshold) {
        return Decisions.fraction(
                truePositives(decisions, state, threshold), falsePositives(decisions, state, threshold));
    }

    /** Sensitivity is another word for it. */
    static double recall(Decisions decisions, double[] state, int threshold) {
        return Decisions.fraction(
                truePositives(decisions, state, threshold), falseNegatives(decisions, state, threshold));
    }

    static double specificity(Decisions decisions, double[] state, int threshold) {
        return Decisions.fraction(
                trueNegatives(decisions, state, threshold), falsePositives(decisions, state, threshold));
    }

    static MetricFunction atOne(ThresholdMetric metric, Rate rate) {
        return atOne(metric, rate, null, null);
    }

    static MetricFunction atOne(ThresholdMetric metric, Rate rate, @Nullable Integer topK, @Nullable Integer classId) {
        Double given = metric.thresholds();
        double threshold = given != null ? given : topK != null ? NONE : 0.5;
        CountsFunction function = (decisions, state) -> rate.of(decisions, state, 0);
        return new DecisionMetric(new Decisions(Thresholds.one(threshold), 1, topK, classId), function);
    }

    /** The highest of one rate where another is at least so high. */
    static MetricFunction best(ConstrainedMetric metric, Rate wanted, Rate constrained, double least) {
        CountsFunction function = (decisions, state) -> {
            double best = 0;
            for (int i = 0; i < decisions.thresholds().count(); i++) {
                // Keras compares in 32 bits.
                if ((float) constrained.of(decisions, state, i) >= (float) least) {
                    best = Math.max(best, wanted.of(decisions, state, i));
                }
            }
            return best;
        };
        Thresholds thresholds = Thresholds.even(metric.numThresholds());
        return new DecisionMetric(new Decisions(thresholds, 1, null, metric.classId()), function);
    }
}
