package io.epochal.trainer.djl.layer;

/** Keras' image augmentation layers at work. */
final class AugmentationOperations {
    private AugmentationOperations() {}

    static void addTo(Operations.Table table) {}
}
