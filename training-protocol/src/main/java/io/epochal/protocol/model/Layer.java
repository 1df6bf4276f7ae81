package io.epochal.protocol.model;

import java.util.List;

/**
 * One layer's arguments, and what it makes of shapes. {@link LayerTable} has the layers by Keras' class names.
 *
 * <p>Shapes are Keras': channels last, without the batch.
 */
public interface Layer {
    /**
     * The output's shape, and the weights that the layer has for such inputs.
     *
     * @param inputs the shapes of what reaches it, in the order of its call
     * @throws ShapeException when they do not fit
     */
    LayerShape build(List<List<Integer>> inputs);
}
