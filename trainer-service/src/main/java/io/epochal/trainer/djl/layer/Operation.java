package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One layer at work. Tensors have Keras' shapes: the batch first, channels last. Images lie channels-last in memory too, so that a
 * transposition to PyTorch's order is a view.
 */
public interface Operation {
    /** The output for one batch; differentiable where a gradient is collected. */
    NDArray apply(List<Signal> inputs, Pass pass);

    /** Which steps of the output are real; by default those of the first input. Null for all. */
    default @Nullable NDArray mask(List<Signal> inputs) {
        return inputs.get(0).mask();
    }

    /** The output with its mask. */
    default Signal signal(List<Signal> inputs, Pass pass) {
        return new Signal(apply(inputs, pass), mask(inputs));
    }
}
