package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.Activation;
import io.epochal.protocol.model.ActivationFunction;
import io.epochal.protocol.model.ActivationLayers;
import java.util.ArrayList;
import java.util.List;

/** Keras' activation layers at work. */
final class ActivationOperations {
    private static final Operation UNCHANGED = (inputs, pass) -> inputs.get(0).values();

    private ActivationOperations() {}

    static void addTo(Operations.Table table) {
        table.add(
                ActivationLayers.ActivationLayer.class,
                (layer, context) -> Activated.of(layer.activation(), null, UNCHANGED));
        table.add(ActivationLayers.ReLU.class, ActivationOperations::function);
        table.add(ActivationLayers.LeakyReLU.class, ActivationOperations::function);
        table.add(ActivationLayers.ELU.class, ActivationOperations::function);
        table.add(ActivationLayers.PReLU.class, ActivationOperations::prelu);
        table.add(ActivationLayers.Softmax.class, ActivationOperations::softmax);
    }

    private static Operation function(ActivationFunction layer, LayerContext context) {
        return (inputs, pass) -> Activations.apply(layer, inputs.get(0).values());
    }

    private static Operation prelu(ActivationLayers.PReLU layer, LayerContext context) {
        NDArray alpha = context.weight("alpha");
        return (inputs, pass) -> {
            NDArray values = inputs.get(0).values();
            NDArray negative = ai.djl.nn.Activation.relu(values.neg()).mul(alpha);
            return ai.djl.nn.Activation.relu(values).sub(negative);
        };
    }

    /**
     * Keras would take a mask that has the input's shape; none of those that reach a layer here has: they are of steps, and the input
     * has values for each step.
     */
    private static Operation softmax(ActivationLayers.Softmax layer, LayerContext context) {
        int rank = context.inputs().get(0).size() + 1;
        List<Integer> axes = layer.axes().stream()
                .map(axis -> Math.floorMod(axis, rank))
                .distinct()
                .toList();
        if (axes.equals(List.of(rank - 1))) {
            return Activated.of(Activation.SOFTMAX, null, UNCHANGED);
        }
        if (axes.size() == 1) {
            return (inputs, pass) -> inputs.get(0).values().softmax(axes.get(0));
        }
        return (inputs, pass) -> overAll(inputs.get(0).values(), axes);
    }

    private static NDArray overAll(NDArray values, List<Integer> axes) {
        List<Integer> order = new ArrayList<>();
        for (int axis = 0; axis < values.getShape().dimension(); axis++) {
            if (!axes.contains(axis)) {
                order.add(axis);
            }
        }
        int others = order.size();
        order.addAll(axes);
        NDArray moved = values.transpose(order.stream().mapToInt(axis -> axis).toArray());
        Shape flat = moved.getShape().slice(0, others).add(-1);
        NDArray summed = moved.reshape(flat).softmax(-1).reshape(moved.getShape());
        int[] back = new int[order.size()];
        for (int place = 0; place < back.length; place++) {
            back[order.get(place)] = place;
        }
        return summed.transpose(back);
    }
}
