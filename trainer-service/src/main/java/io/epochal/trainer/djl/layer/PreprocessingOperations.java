package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.ConstantTensor;
import io.epochal.protocol.model.PreprocessingLayers;
import io.epochal.protocol.model.PreprocessingLayers.OutputMode;
import io.epochal.trainer.djl.tensor.ScalarMath;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Keras' preprocessing layers at work. */
final class PreprocessingOperations {
    private static final float FUZZ = 1e-7f;

    private PreprocessingOperations() {}

    static void addTo(Operations.Table table) {
        table.add(
                PreprocessingLayers.Rescaling.class,
                (layer, context) -> (inputs, pass) -> floats(inputs)
                        .mul(constant(layer.scale(), layer.scale().shape(), pass))
                        .add(constant(layer.offset(), layer.offset().shape(), pass)));
        table.add(PreprocessingLayers.Normalization.class, PreprocessingOperations::normalization);
        table.add(
                PreprocessingLayers.TokenEncoding.class,
                (layer, context) ->
                        (inputs, pass) -> encoded(floats(inputs), layer.outputMode(), layer.numTokens(), pass));
        table.add(PreprocessingLayers.Discretization.class, (layer, context) -> (inputs, pass) -> {
            ConstantTensor boundaries = layer.binBoundaries();
            NDArray bins = floats(inputs)
                    .expandDims(-1)
                    .gte(constant(boundaries, boundaries.shape(), pass))
                    .toType(DataType.FLOAT32, false)
                    .sum(new int[] {inputs.get(0).values().getShape().dimension()});
            return encoded(bins, layer.outputMode(), boundaries.values().size() + 1, pass);
        });
    }

    private static NDArray floats(List<Signal> inputs) {
        return inputs.get(0).values().toType(DataType.FLOAT32, false);
    }

    private static NDArray constant(ConstantTensor constant, List<Integer> shape, Pass pass) {
        return pass.manager().create(constant.floats(), new Shape(longs(shape)));
    }

    private static long[] longs(List<Integer> shape) {
        return shape.stream().mapToLong(Integer::longValue).toArray();
    }

    private static Operation normalization(PreprocessingLayers.Normalization layer, LayerContext context) {
        List<Integer> row = context.inputs().get(0);
        ConstantTensor mean = layer.mean();
        if (mean != null) {
            List<Integer> shape = layer.broadcast(row, mean.shape());
            ConstantTensor variance = Objects.requireNonNull(layer.variance());
            return (inputs, pass) -> normalized(
                    floats(inputs), constant(mean, shape, pass), constant(variance, shape, pass), layer.invert());
        }
        NDArray means = context.weight("mean");
        NDArray variances = context.weight("variance");
        List<Integer> own = Arrays.stream(means.getShape().getShape())
                .mapToObj(Math::toIntExact)
                .toList();
        long[] shape = longs(layer.broadcast(row, own));
        return (inputs, pass) -> normalized(
                floats(inputs),
                TorchFunctions.reshaped(means, pass, shape),
                TorchFunctions.reshaped(variances, pass, shape),
                layer.invert());
    }

    private static NDArray normalized(NDArray values, NDArray mean, NDArray variance, boolean invert) {
        NDArray deviation = ScalarMath.atLeast(variance.sqrt(), FUZZ);
        return invert ? values.mul(deviation).add(mean) : values.sub(mean).div(deviation);
    }

    /** A number that is no place in the row gives zeros. */
    private static NDArray encoded(NDArray numbers, OutputMode mode, int depth, Pass pass) {
        if (mode == OutputMode.INT) {
            return numbers;
        }
        long last = numbers.getShape().get(numbers.getShape().dimension() - 1);
        NDArray places = pass.manager().arange(depth).toType(DataType.FLOAT32, false);
        NDArray whole = numbers.trunc();
        if (mode == OutputMode.ONE_HOT) {
            NDArray tokens = last == 1 ? whole.squeeze(-1) : whole;
            return tokens.expandDims(-1).eq(places).toType(DataType.FLOAT32, false);
        }
        NDArray ones = whole.expandDims(-1).eq(places).toType(DataType.FLOAT32, false);
        return mode == OutputMode.COUNT ? ones.sum(new int[] {1}) : ones.max(new int[] {1});
    }
}
