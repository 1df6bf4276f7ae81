package io.epochal.protocol.loss;

/** Losses of margins. Targets are -1 and 1; a batch that has only 0 and 1 is taken as -1 and 1. */
public sealed interface HingeLoss extends Loss {
    record Hinge() implements HingeLoss {}

    record SquaredHinge() implements HingeLoss {}

    /** Targets are 0 and 1, one 1 a row. */
    record CategoricalHinge() implements HingeLoss {}
}
