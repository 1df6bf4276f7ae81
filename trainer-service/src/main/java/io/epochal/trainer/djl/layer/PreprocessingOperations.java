package io.epochal.trainer.djl.layer;

/** Keras' preprocessing layers at work. */
final class PreprocessingOperations {
    private PreprocessingOperations() {}

    static void addTo(Operations.Table table) {}
}
