package io.epochal.protocol.metric;

import org.jspecify.annotations.Nullable;

/**
 * The best of one rate at those of {@code num_thresholds} even thresholds at which another rate is high enough, 0 to 1. {@code
 * class_id} is the one column that counts; null for all.
 */
public sealed interface ConstrainedMetric extends Metric {
    int numThresholds();

    @Nullable
    Integer classId();

    record SensitivityAtSpecificity(String name, double specificity, int numThresholds, @Nullable Integer classId)
            implements ConstrainedMetric {}

    record SpecificityAtSensitivity(String name, double sensitivity, int numThresholds, @Nullable Integer classId)
            implements ConstrainedMetric {}

    record PrecisionAtRecall(String name, double recall, int numThresholds, @Nullable Integer classId)
            implements ConstrainedMetric {}

    record RecallAtPrecision(String name, double precision, int numThresholds, @Nullable Integer classId)
            implements ConstrainedMetric {}
}
