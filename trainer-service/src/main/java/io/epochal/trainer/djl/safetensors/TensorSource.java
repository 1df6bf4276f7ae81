package io.epochal.trainer.djl.safetensors;

import ai.djl.ndarray.NDArray;

/** A tensor that is to be written. */
public interface TensorSource {
    TensorEntry entry();

    /** Its values: a tensor that the caller closes. */
    NDArray values();
}
