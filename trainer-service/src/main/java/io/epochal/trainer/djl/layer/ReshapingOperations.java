package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.BorderLayers;
import io.epochal.protocol.model.ReshapingLayers;
import java.util.List;

/** Keras' reshaping layers at work. */
final class ReshapingOperations {
    private ReshapingOperations() {}

    static void addTo(Operations.Table table) {
        table.add(ReshapingLayers.Flatten.class, (layer, context) -> reshaped(context));
        table.add(ReshapingLayers.Reshape.class, (layer, context) -> reshaped(context));
        table.add(ReshapingLayers.Permute.class, (layer, context) -> permuted(layer));
        table.add(ReshapingLayers.RepeatVector.class, (layer, context) -> repeated(layer.n()));
        table.add(BorderLayers.ZeroPadding.class, (layer, context) -> bordered(layer.padding(), 1));
        table.add(BorderLayers.Cropping.class, (layer, context) -> bordered(layer.cropping(), -1));
        table.add(ReshapingLayers.UpSampling.class, (layer, context) -> upSampled(layer));
    }

    private static Unmasked reshaped(LayerContext context) {
        Shape row = Sweep.shape(context.output());
        return (inputs, pass) -> {
            NDArray values = inputs.get(0).values();
            return values.reshape(new Shape(values.getShape().get(0)).addAll(row));
        };
    }

    private static Unmasked permuted(ReshapingLayers.Permute layer) {
        int[] axes = new int[layer.dims().size() + 1];
        for (int axis = 1; axis < axes.length; axis++) {
            axes[axis] = layer.dims().get(axis - 1);
        }
        return (inputs, pass) -> inputs.get(0).values().transpose(axes);
    }

    private static Unmasked repeated(int steps) {
        return (inputs, pass) -> {
            NDArray values = inputs.get(0).values();
            Shape shape = values.getShape();
            return values.expandDims(1).broadcast(shape.get(0), steps, shape.get(1));
        };
    }

    private static Unmasked bordered(List<BorderLayers.Sides> sides, int sign) {
        Borders borders = new Borders(
                sides.stream().map(side -> sign * side.before()).toList(),
                sides.stream().map(side -> sign * side.after()).toList());
        return (inputs, pass) -> borders.channelsLast(inputs.get(0).values());
    }

    private static Unmasked upSampled(ReshapingLayers.UpSampling layer) {
        if (layer.interpolation() == ReshapingLayers.Interpolation.NEAREST) {
            return (inputs, pass) -> nearest(inputs.get(0).values(), layer.size());
        }
        return (inputs, pass) -> {
            NDArray values = inputs.get(0).values();
            Shape shape = values.getShape();
            NDArray taller = ResizeMatrix.of(layer, 0, (int) shape.get(1), pass.manager())
                    .matMul(values.reshape(shape.get(0), shape.get(1), shape.get(2) * shape.get(3)));
            NDArray rows = taller.reshape(shape.get(0), -1, shape.get(2), shape.get(3));
            return ResizeMatrix.of(layer, 1, (int) shape.get(2), pass.manager()).matMul(rows);
        };
    }

    private static NDArray nearest(NDArray values, List<Integer> size) {
        Shape shape = values.getShape();
        Shape apart = new Shape(shape.get(0));
        Shape repeated = new Shape(shape.get(0));
        Shape together = new Shape(shape.get(0));
        for (int axis = 0; axis < size.size(); axis++) {
            long side = shape.get(axis + 1);
            apart = apart.add(side, 1);
            repeated = repeated.add(side, size.get(axis));
            together = together.add(side * size.get(axis));
        }
        long channels = shape.get(size.size() + 1);
        return values.reshape(apart.add(channels))
                .broadcast(repeated.add(channels))
                .reshape(together.add(channels));
    }
}
