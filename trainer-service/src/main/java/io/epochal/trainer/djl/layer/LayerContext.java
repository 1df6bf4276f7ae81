package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;

/** What a layer's operation is made of, besides the layer's arguments. */
public interface LayerContext {
    /** The shapes of one row of each input, in the calls that the operation is for. */
    List<List<Integer>> inputs();

    /** The shape of one row of the output. */
    List<Integer> output();

    /** Arguments of the call that are no tensors, such as {@code use_causal_mask}. */
    Map<String, Object> arguments();

    /** Whether the layer's weights are trained. A frozen BatchNormalization works in evaluation mode, as in Keras. */
    boolean trainable();

    /**
     * One of the layer's weights, by the path that its {@code build} gave it. The tensor is changed in place by every step.
     *
     * @param axes Keras' axes in the order in which they lie in memory here: {@code 1, 0} for a kernel [in, out] that is kept as [out,
     *     in]; none for Keras' own order. Asked with the same axes each time
     */
    NDArray weight(String path, int... axes);

    /** A stream of random words for this layer at that step: a function of the run's seed, the layer and the step. */
    long stream(long step);

    /** As {@link #stream}, another one for each purpose. */
    long stream(long step, int purpose);

    /** Masks of zeros and {@code 1 / (1 - rate)}, a function of the run's seed, the layer and the step. */
    DropoutMask dropout(double rate);

    /**
     * Of a layer inside this one, whose weights have paths below that name.
     *
     * @param trainable of the inner layer itself; it is not trained either if this one is not
     * @param arguments of the inner layer's call
     */
    LayerContext inner(
            String name,
            boolean trainable,
            List<List<Integer>> inputs,
            List<Integer> output,
            Map<String, Object> arguments);

    /** The same, called without arguments and trained as this one. */
    default LayerContext inner(String name, List<List<Integer>> inputs, List<Integer> output) {
        return inner(name, true, inputs, output, Map.of());
    }
}
