package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.epochal.protocol.model.Activation;
import io.epochal.protocol.model.ActivationFunction;
import io.epochal.protocol.model.ActivationLayers;
import io.epochal.trainer.djl.tensor.ScalarMath;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The functions of {@code keras.activations} on tensors; as Keras 3.15, activations.py and its backends' nn.py. */
public final class Activations {
    private static final Map<Activation, UnaryOperator<NDArray>> TABLE = new EnumMap<>(Activation.class);

    static {
        TABLE.put(Activation.LINEAR, values -> values);
        TABLE.put(Activation.RELU, ai.djl.nn.Activation::relu);
        TABLE.put(Activation.RELU6, values -> ScalarMath.clip(values, 0, 6));
        TABLE.put(Activation.LEAKY_RELU, values -> leakyRelu(values, 0.2));
        TABLE.put(Activation.ELU, values -> elu(values, 1));
        TABLE.put(Activation.SELU, ai.djl.nn.Activation::selu);
        TABLE.put(Activation.CELU, values -> elu(values, 1));
        TABLE.put(Activation.GELU, ai.djl.nn.Activation::gelu);
        TABLE.put(Activation.SILU, values -> values.mul(ai.djl.nn.Activation.sigmoid(values)));
        TABLE.put(Activation.SIGMOID, ai.djl.nn.Activation::sigmoid);
        TABLE.put(Activation.HARD_SIGMOID, Activations::hardSigmoid);
        TABLE.put(Activation.HARD_SILU, values -> values.mul(hardSigmoid(values)));
        TABLE.put(Activation.HARD_TANH, values -> ScalarMath.clip(values, -1, 1));
        TABLE.put(Activation.HARD_SHRINK, values -> values.mul(floats(ScalarMath.isGreater(values.abs(), 0.5f))));
        TABLE.put(Activation.SOFT_SHRINK, values -> values.sub(ScalarMath.clip(values, -0.5f, 0.5f)));
        TABLE.put(Activation.TANH_SHRINK, values -> values.sub(values.tanh()));
        TABLE.put(Activation.TANH, ai.djl.nn.Activation::tanh);
        TABLE.put(Activation.SOFTMAX, values -> values.softmax(-1));
        TABLE.put(Activation.LOG_SOFTMAX, values -> values.logSoftmax(-1));
        TABLE.put(Activation.LOG_SIGMOID, values -> softplus(values.neg()).neg());
        TABLE.put(Activation.SOFTPLUS, Activations::softplus);
        TABLE.put(Activation.SOFTSIGN, ai.djl.nn.Activation::softSign);
        TABLE.put(Activation.EXPONENTIAL, NDArray::exp);
        TABLE.put(Activation.SPARSE_PLUS, Activations::sparsePlus);
        TABLE.put(
                Activation.SPARSE_SIGMOID,
                values -> ScalarMath.clip(ScalarMath.multiply(ScalarMath.add(values, 1), 0.5), 0, 1));
        TABLE.put(Activation.SPARSEMAX, Activations::sparsemax);
        TABLE.put(
                Activation.SQUAREPLUS,
                values -> ScalarMath.multiply(
                        values.add(ScalarMath.add(values.square(), 4).sqrt()), 0.5));
        TABLE.put(Activation.MISH, values -> values.mul(softplus(values).tanh()));
    }

    private Activations() {}

    public static NDArray apply(ActivationFunction activation, NDArray values) {
        return activation.accept(new OnValues(values));
    }

    private record OnValues(NDArray values) implements ActivationFunction.Handler<NDArray> {
        @Override
        public NDArray handle(Activation named) {
            UnaryOperator<NDArray> function = TABLE.get(named);
            if (function == null) {
                throw new IllegalStateException("no function for " + named);
            }
            return function.apply(values);
        }

        @Override
        public NDArray handle(ActivationLayers.ReLU layer) {
            return relu(layer, values);
        }

        @Override
        public NDArray handle(ActivationLayers.LeakyReLU layer) {
            return leakyRelu(values, layer.negativeSlope());
        }

        @Override
        public NDArray handle(ActivationLayers.ELU layer) {
            return elu(values, layer.alpha());
        }
    }

    private static NDArray relu(ActivationLayers.ReLU layer, NDArray values) {
        @Nullable Double maxValue = layer.maxValue();
        double slope = layer.negativeSlope();
        double threshold = layer.threshold();
        if (slope != 0 && maxValue == null && threshold == 0) {
            return leakyRelu(values, slope);
        }
        NDArray positive = threshold == 0
                ? ai.djl.nn.Activation.relu(values)
                : values.mul(floats(ScalarMath.isGreater(values, (float) threshold)));
        NDArray limited = maxValue == null ? positive : ScalarMath.atMost(positive, maxValue);
        return slope == 0
                ? limited
                : limited.sub(ScalarMath.multiply(
                        ai.djl.nn.Activation.relu(ScalarMath.add(values.neg(), (float) threshold)), slope));
    }

    private static NDArray leakyRelu(NDArray values, double slope) {
        return ai.djl.nn.Activation.leakyRelu(values, (float) slope);
    }

    private static NDArray elu(NDArray values, double alpha) {
        return ai.djl.nn.Activation.elu(values, (float) alpha);
    }

    private static NDArray softplus(NDArray values) {
        return ai.djl.nn.Activation.softPlus(values);
    }

    private static NDArray hardSigmoid(NDArray values) {
        return ScalarMath.divide(ScalarMath.clip(ScalarMath.add(values, 3), 0, 6), 6);
    }

    /** {@code (x + 1)^2 / 4} between -1 and 1, 0 below, {@code x} above. */
    private static NDArray sparsePlus(NDArray values) {
        return ScalarMath.multiply(
                        ScalarMath.add(ScalarMath.clip(values, -1, 1), 1).square(), 0.25)
                .add(ScalarMath.subtract(ScalarMath.atLeast(values, 1), 1));
    }

    /**
     * As Keras computes it: its threshold adds up the sums of the values that remain where that of Martins and Astudillo takes the last
     * of them.
     */
    private static NDArray sparsemax(NDArray values) {
        NDArray sorted = values.neg().sort(-1).neg();
        NDArray sums = sorted.cumSum(-1);
        NDArray ranks = floats(sorted.stopGradient().onesLike()).cumSum(-1);
        NDArray support =
                floats(ScalarMath.add(sorted.stopGradient().mul(ranks), 1).gt(sums.stopGradient()));
        int[] last = {-1};
        NDArray threshold =
                ScalarMath.subtract(sums.mul(support).sum(last, true), 1).div(support.sum(last, true));
        return ai.djl.nn.Activation.relu(values.sub(threshold));
    }

    static NDArray floats(NDArray values) {
        return values.toType(DataType.FLOAT32, false);
    }
}
