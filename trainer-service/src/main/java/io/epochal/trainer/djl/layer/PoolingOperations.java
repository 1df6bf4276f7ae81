package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;
import io.epochal.protocol.model.PoolingLayers;
import java.util.List;

/** Keras' pooling layers at work. */
final class PoolingOperations {
    private PoolingOperations() {}

    static void addTo(Operations.Table table) {
        table.add(PoolingLayers.MaxPooling2D.class, PoolingOperations::maxPooling2d);
    }

    private static Operation maxPooling2d(PoolingLayers.MaxPooling2D layer, LayerContext context) {
        Shape pool = shape(layer.poolSize());
        Shape strides = shape(layer.strides());
        Borders borders =
                Borders.of(layer.padding(), context.inputs().get(0), layer.poolSize(), layer.strides(), List.of(1, 1));
        return (inputs, pass) -> {
            NDArray image = borders.padded(Axes.channelsFirst(inputs.get(0).values()), Float.NEGATIVE_INFINITY);
            return Axes.channelsLast(Pool.maxPool2d(image, pool, strides, borders.symmetric(), false));
        };
    }

    private static Shape shape(List<Integer> sides) {
        return new Shape(sides.stream().mapToLong(Integer::longValue).toArray());
    }
}
