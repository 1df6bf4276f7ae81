package io.epochal.trainer.djl.layer;

/** Keras' normalization layers at work. */
final class NormalizationOperations {
    private NormalizationOperations() {}

    static void addTo(Operations.Table table) {}
}
