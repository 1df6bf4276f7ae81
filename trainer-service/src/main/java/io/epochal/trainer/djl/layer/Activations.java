package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.model.Activation;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The functions of {@code keras.activations} on tensors. */
public final class Activations {
    private static final Map<Activation, UnaryOperator<NDArray>> TABLE = new EnumMap<>(Activation.class);

    static {
        TABLE.put(Activation.LINEAR, values -> values);
        TABLE.put(Activation.RELU, ai.djl.nn.Activation::relu);
        TABLE.put(Activation.SIGMOID, ai.djl.nn.Activation::sigmoid);
        TABLE.put(Activation.TANH, ai.djl.nn.Activation::tanh);
        TABLE.put(Activation.SOFTMAX, values -> values.softmax(-1));
    }

    private Activations() {}

    public static NDArray apply(Activation activation, NDArray values) {
        UnaryOperator<NDArray> function = TABLE.get(activation);
        if (function == null) {
            throw new IllegalStateException("no function for " + activation);
        }
        return function.apply(values);
    }
}
