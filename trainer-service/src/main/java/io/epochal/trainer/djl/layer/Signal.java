package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * What goes from layer to layer.
 *
 * @param mask booleans [batch, steps], false for a step that is padding, as Keras' masks; null where there is none
 */
public record Signal(NDArray values, @Nullable NDArray mask) {}
