package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An operation whose output has no steps, or other ones than its input: a mask ends at it, as at Keras' layers without masking. */
interface Unmasked extends Operation {
    @Override
    default @Nullable NDArray mask(List<Signal> inputs) {
        return null;
    }
}
