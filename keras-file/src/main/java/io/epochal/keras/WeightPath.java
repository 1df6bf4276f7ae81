package io.epochal.keras;

/**
 * One variable of a model.
 *
 * @param keras its path in the model, as {@code sequential/conv2d/kernel}
 * @param h5 its path in the weights file, as {@code layers/conv2d/vars/0}
 * @param trainable whether an optimizer changes it
 */
public record WeightPath(String keras, String h5, boolean trainable) {}
