package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.RegularizationLayers;

/** Keras' regularization layers at work. */
final class RegularizationOperations {
    private RegularizationOperations() {}

    static void addTo(Operations.Table table) {
        table.add(RegularizationLayers.Dropout.class, RegularizationOperations::dropout);
    }

    private static Operation dropout(RegularizationLayers.Dropout layer, LayerContext context) {
        DropoutMask masks = context.dropout(layer.rate());
        return (inputs, pass) -> {
            NDArray values = inputs.get(0).values();
            if (!pass.isTraining() || layer.rate() == 0) {
                return values;
            }
            Shape shape = values.getShape();
            return values.mul(pass.manager().create(masks.at(pass.step(), (int) shape.size()), shape, DataType.FLOAT32));
        };
    }
}
