package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.LayerShape;
import io.epochal.protocol.model.TimeDistributedLayer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A layer for each step: all steps are one batch for it. Only a layer that keeps statistics of its batches sees one step after the other.
 *
 * @param keepsStatistics whether the layer changes weights itself, in training
 */
record StepByStep(Operation inner, boolean keepsStatistics) implements Operation {
    static Operation of(TimeDistributedLayer layer, LayerContext context) {
        List<Integer> input = context.inputs().get(0);
        List<List<Integer>> step = List.of(input.subList(1, input.size()));
        LayerShape built = layer.layer().layer().build(step);
        Operation operation = Operations.of(
                layer.layer().layer(),
                context.inner(layer.layer().name(), layer.layer().trainable(), step, built.output(), Map.of()));
        // Keras goes past the part of a layer that penalizes its output.
        Operation inner = operation instanceof Activated activated
                ? new Activated(activated.layer(), activated.activation(), null)
                : operation;
        return new StepByStep(inner, built.weights().stream().anyMatch(weight -> !weight.trainable()));
    }

    @Override
    public NDArray apply(List<Signal> inputs, Pass pass) {
        NDArray values = inputs.get(0).values();
        if (keepsStatistics && pass.isTraining()) {
            return oneByOne(values, inputs.get(0).mask(), pass);
        }
        Shape shape = values.getShape();
        long batch = shape.get(0);
        long steps = shape.get(1);
        Shape folded = new Shape(batch * steps).addAll(shape.slice(2));
        NDArray output = inner.apply(List.of(new Signal(values.reshape(folded), null)), pass);
        return output.reshape(new Shape(batch, steps).addAll(output.getShape().slice(1)));
    }

    private NDArray oneByOne(NDArray values, @Nullable NDArray mask, Pass pass) {
        long steps = values.getShape().get(1);
        NDList parts = values.split(steps, 1);
        NDList real = mask == null ? null : mask.split(steps, 1);
        NDList outputs = new NDList((int) steps);
        for (int step = 0; step < steps; step++) {
            NDArray now = real == null ? null : real.get(step).squeeze(1);
            outputs.add(inner.apply(List.of(new Signal(parts.get(step).squeeze(1), now)), pass));
        }
        return NDArrays.stack(outputs, 1);
    }
}
