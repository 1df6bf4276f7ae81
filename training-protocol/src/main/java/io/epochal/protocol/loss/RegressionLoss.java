package io.epochal.protocol.loss;

/** Losses of numbers against numbers. */
public sealed interface RegressionLoss extends Loss {
    record MeanSquaredError() implements RegressionLoss {}

    record MeanAbsoluteError() implements RegressionLoss {}

    record MeanAbsolutePercentageError() implements RegressionLoss {}

    record MeanSquaredLogarithmicError() implements RegressionLoss {}

    /** Negative where the directions agree, down to -1. The metric of this name has the other sign. */
    record CosineSimilarity(int axis) implements RegressionLoss {}

    /** @param delta the error from which on the loss is linear; more than 0 */
    record Huber(double delta) implements RegressionLoss {}

    record LogCosh() implements RegressionLoss {}
}
