package io.epochal.protocol.model;

/** What a layer applies to its output: one of {@code keras.activations}, or an activation layer with arguments of its own. */
public sealed interface ActivationFunction
        permits Activation, ActivationLayers.ReLU, ActivationLayers.LeakyReLU, ActivationLayers.ELU {
    <R> R accept(Handler<R> handler);

    /** One method for each kind. */
    interface Handler<R> {
        R handle(Activation named);

        R handle(ActivationLayers.ReLU layer);

        R handle(ActivationLayers.LeakyReLU layer);

        R handle(ActivationLayers.ELU layer);
    }
}
