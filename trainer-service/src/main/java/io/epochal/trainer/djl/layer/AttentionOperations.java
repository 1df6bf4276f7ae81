package io.epochal.trainer.djl.layer;

/** Keras' attention layers at work. */
final class AttentionOperations {
    private AttentionOperations() {}

    static void addTo(Operations.Table table) {}
}
