package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.Activation;
import io.epochal.protocol.model.RegularizationLayers;
import io.epochal.trainer.djl.tensor.ScalarMath;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Keras' regularization layers at work. */
final class RegularizationOperations {
    /** Of the function {@code selu}: its limit far below zero. */
    private static final double SELU_LIMIT = -1.6732632423543772 * 1.0507009873554805;

    private RegularizationOperations() {}

    static void addTo(Operations.Table table) {
        table.add(
                RegularizationLayers.Dropout.class,
                (layer, context) ->
                        dropout(layer.rate(), context, shape -> noiseShape(shape, layer.noiseShape()), NDArray::mul));
        table.add(
                RegularizationLayers.SpatialDropout.class,
                (layer, context) -> dropout(layer.rate(), context, RegularizationOperations::ofChannels, NDArray::mul));
        table.add(
                RegularizationLayers.AlphaDropout.class,
                (layer, context) -> dropout(
                        layer.rate(),
                        context,
                        shape -> noiseShape(shape, layer.noiseShape()),
                        (values, mask) -> alphaDropped(values, mask, layer.rate())));
        table.add(RegularizationLayers.GaussianDropout.class, RegularizationOperations::gaussianDropout);
        table.add(RegularizationLayers.GaussianNoise.class, RegularizationOperations::gaussianNoise);
        table.add(
                RegularizationLayers.ActivityRegularization.class,
                (layer, context) -> Activated.of(Activation.LINEAR, layer.regularizer(), (inputs, pass) -> inputs.get(0)
                        .values()));
    }

    /**
     * @param noise the shape of the mask for a shape of values
     * @param drop what becomes of values with a mask of zeros and {@code 1 / (1 - rate)}
     */
    private static Operation dropout(
            double rate, LayerContext context, UnaryOperator<Shape> noise, BiFunction<NDArray, NDArray, NDArray> drop) {
        Dropping dropping = Dropping.of(context, rate);
        return (inputs, pass) -> {
            NDArray values = inputs.get(0).values();
            return dropping.isActive(pass)
                    ? drop.apply(values, dropping.mask(pass, noise.apply(values.getShape())))
                    : values;
        };
    }

    private static Shape noiseShape(Shape shape, @Nullable List<@Nullable Integer> sides) {
        if (sides == null) {
            return shape;
        }
        long[] noise = shape.getShape().clone();
        for (int axis = 0; axis < noise.length; axis++) {
            Integer side = sides.get(axis);
            noise[axis] = side == null ? noise[axis] : side;
        }
        return new Shape(noise);
    }

    /** One value for each row and channel. */
    private static Shape ofChannels(Shape shape) {
        long[] noise = shape.getShape().clone();
        for (int axis = 1; axis < noise.length - 1; axis++) {
            noise[axis] = 1;
        }
        return new Shape(noise);
    }

    /** What is dropped becomes the limit; all is scaled and shifted so that mean and variance stay. */
    private static NDArray alphaDropped(NDArray values, NDArray mask, double rate) {
        double scale = 1 / Math.sqrt((1 - rate) * (1 + rate * SELU_LIMIT * SELU_LIMIT));
        NDArray kept = ScalarMath.multiply(mask, scale * (1 - rate));
        NDArray dropped =
                ScalarMath.add(ScalarMath.multiply(kept, -SELU_LIMIT), (float) (scale * SELU_LIMIT * (1 - rate)));
        return values.mul(kept).add(dropped);
    }

    private static Operation gaussianDropout(RegularizationLayers.GaussianDropout layer, LayerContext context) {
        double rate = layer.rate();
        NormalNoise noise = new NormalNoise(1, Math.sqrt(rate / (1 - rate)));
        return noisy(rate, noise, context, NDArray::mul);
    }

    private static Operation gaussianNoise(RegularizationLayers.GaussianNoise layer, LayerContext context) {
        return noisy(layer.stddev(), new NormalNoise(0, layer.stddev()), context, NDArray::add);
    }

    private static Operation noisy(
            double amount, NormalNoise noise, LayerContext context, BiFunction<NDArray, NDArray, NDArray> applied) {
        return (inputs, pass) -> {
            NDArray values = inputs.get(0).values();
            if (!pass.isTraining() || amount == 0) {
                return values;
            }
            return applied.apply(values, noise.of(context.stream(pass.step()), values.getShape(), pass));
        };
    }
}
