package io.epochal.trainer.djl.network;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.model.WeightSpec;

/**
 * One weight of the model on the device.
 *
 * @param values changed in place, by every step and when it is restored
 * @param trained whether the optimizer changes it
 */
record Weight(WeightSpec spec, Layout layout, NDArray values, boolean trained) {}
