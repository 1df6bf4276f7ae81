package io.epochal.trainer.djl.layer;

/** Keras' recurrent layers at work. */
final class RecurrentOperations {
    private RecurrentOperations() {}

    static void addTo(Operations.Table table) {}
}
