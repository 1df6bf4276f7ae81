package io.epochal.protocol.metric;

import org.jspecify.annotations.Nullable;

/**
 * Counts of right and wrong decisions at one threshold, 0 to 1, over all values of the output. Null is 0.5; with {@code top_k}, it is
 * none.
 */
public sealed interface ThresholdMetric extends Metric {
    @Nullable
    Double thresholds();

    record TruePositives(String name, @Nullable Double thresholds) implements ThresholdMetric {}

    record FalsePositives(String name, @Nullable Double thresholds) implements ThresholdMetric {}

    record TrueNegatives(String name, @Nullable Double thresholds) implements ThresholdMetric {}

    record FalseNegatives(String name, @Nullable Double thresholds) implements ThresholdMetric {}

    /**
     * @param topK only the k highest values of a row can be positive; null for all
     * @param classId only this column counts; null for all
     */
    record Precision(String name, @Nullable Double thresholds, @Nullable Integer topK, @Nullable Integer classId)
            implements ThresholdMetric {}

    /** As {@link Precision}. */
    record Recall(String name, @Nullable Double thresholds, @Nullable Integer topK, @Nullable Integer classId)
            implements ThresholdMetric {}
}
