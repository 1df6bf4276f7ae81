package io.epochal.trainer.djl.layer;

/** Keras' merging layers at work. */
final class MergingOperations {
    private MergingOperations() {}

    static void addTo(Operations.Table table) {}
}
