package io.epochal.protocol.metric;

import com.fasterxml.jackson.annotation.JsonValue;
import io.epochal.protocol.loss.KerasJson;

/**
 * One of Keras' metrics with its arguments, whose names and defaults are those of Keras 3.15. Every one gives one number a epoch:
 * arguments with which Keras gives several are refused.
 */
public sealed interface Metric
        permits LossMetric, RegressionMetric, AccuracyMetric, ThresholdMetric, ConstrainedMetric, AUC, FScore {
    /** In the history, unless another metric has it already; see {@link HistoryNames}. */
    String name();

    /** As {@link MetricReader} accepts it. */
    @JsonValue
    default Object json() {
        return KerasJson.of((Record) this);
    }
}
