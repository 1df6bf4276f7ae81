package io.epochal.protocol.model;

/**
 * A part of a model that is not made of Keras' layers. A batch passes it first, then the layers of the spec, which are the model's head;
 * there may be none. Its weights and its output's shape are known to the engine alone.
 */
public sealed interface Backbone permits ProviderBackbone, TorchScriptBackbone {
    /** The model's name where the spec gives none. */
    String name();

    /** Whether its weights are trained. One that is not works as in evaluation while the head is trained. */
    boolean trainable();

    /** What the paths of its weights begin with: a word and a slash, or nothing. */
    String weightsBelow();

    <R, E extends Exception> R accept(Handler<R, E> handler) throws E;

    /** One method for each kind. */
    interface Handler<R, E extends Exception> {
        R handle(ProviderBackbone provider) throws E;

        R handle(TorchScriptBackbone encoder) throws E;
    }
}
