package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.model.ReshapingLayers;

/** Keras' reshaping layers at work. */
final class ReshapingOperations {
    private ReshapingOperations() {}

    static void addTo(Operations.Table table) {
        table.add(ReshapingLayers.Flatten.class, ReshapingOperations::flatten);
    }

    private static Operation flatten(ReshapingLayers.Flatten layer, LayerContext context) {
        long size = context.output().get(0);
        return (inputs, pass) -> {
            NDArray values = inputs.get(0).values();
            return values.reshape(values.getShape().get(0), size);
        };
    }
}
