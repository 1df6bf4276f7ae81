package io.epochal.keras;

import org.jspecify.annotations.Nullable;

/**
 * One variable of an optimizer.
 *
 * @param slot what it is, in Keras' words: {@code iteration}, {@code learning_rate}, {@code momentum}, {@code velocity}
 * @param variable the path in the model of the variable that it belongs to; null for one of the whole optimizer
 * @param h5 its path in the weights file, as {@code optimizer/vars/2}
 */
public record OptimizerPath(String slot, @Nullable String variable, String h5) {}
