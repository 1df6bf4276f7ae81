package io.epochal.protocol.metric;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Metrics of numbers against numbers that are no mean of a loss. */
public sealed interface RegressionMetric extends Metric {
    /** The root of the mean, not the mean of roots. */
    record RootMeanSquaredError(String name) implements RegressionMetric {}

    /** 1 where the directions agree. The loss of this name has the other sign. */
    record CosineSimilarity(String name, int axis) implements RegressionMetric {}

    /** The mean of the correlations along an axis. */
    record PearsonCorrelation(String name, int axis) implements RegressionMetric {}

    /** As {@link PearsonCorrelation}, and the means count too. */
    record ConcordanceCorrelation(String name, int axis) implements RegressionMetric {}

    /**
     * The coefficient of determination, of outputs [batch, values].
     *
     * @param numRegressors of the adjusted score; 0 for the usual one
     */
    record R2Score(String name, Aggregation classAggregation, int numRegressors) implements RegressionMetric {
        /** How the scores of several outputs become one. */
        public enum Aggregation {
            @JsonProperty("uniform_average")
            UNIFORM_AVERAGE,
            @JsonProperty("variance_weighted_average")
            VARIANCE_WEIGHTED_AVERAGE
        }
    }
}
