package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.KerasAxes;
import io.epochal.protocol.model.NormalizationLayers;
import io.epochal.protocol.model.NormalizationLayers.Affine;
import io.epochal.trainer.djl.tensor.ScalarMath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Keras' normalization layers at work. */
final class NormalizationOperations {
    private NormalizationOperations() {}

    static void addTo(Operations.Table table) {
        table.add(NormalizationLayers.BatchNormalization.class, BatchNormalizing::of);
        table.add(NormalizationLayers.LayerNormalization.class, NormalizationOperations::layerNormalization);
        table.add(NormalizationLayers.GroupNormalization.class, NormalizationOperations::groupNormalization);
        table.add(NormalizationLayers.UnitNormalization.class, NormalizationOperations::unitNormalization);
        table.add(NormalizationLayers.RMSNormalization.class, NormalizationOperations::rmsNormalization);
    }

    private static Operation layerNormalization(NormalizationLayers.LayerNormalization layer, LayerContext context) {
        @Nullable NDArray gamma = gamma(layer.affine(), context);
        @Nullable NDArray beta = beta(layer.affine(), context);
        List<Integer> row = context.inputs().get(0);
        List<Integer> places = KerasAxes.inRow(layer.axis(), row.size());
        int[] axes = places.stream().mapToInt(place -> place + 1).toArray();
        boolean last = places.get(0) == row.size() - places.size();
        long[] shape = places.stream().mapToLong(row::get).toArray();
        if (last && !layer.rmsScaling()) {
            return (inputs, pass) -> TorchFunctions.layerNorm(
                    inputs.get(0).values(),
                    gamma == null ? pass.manager().ones(new Shape(shape)) : TorchFunctions.reshaped(gamma, pass, shape),
                    beta == null ? pass.manager().zeros(new Shape(shape)) : TorchFunctions.reshaped(beta, pass, shape),
                    layer.epsilon());
        }
        long[] broadcast = broadcast(row, places);
        return (inputs, pass) -> {
            NDArray values = inputs.get(0).values();
            NDArray centered = values.sub(TorchFunctions.mean(values, axes));
            NDArray deviation = ScalarMath.add(TorchFunctions.mean(centered.square(), axes), (float) layer.epsilon())
                    .sqrt();
            NDArray output = (layer.rmsScaling() ? values : centered).div(deviation);
            return affine(output, gamma, beta, pass, broadcast);
        };
    }

    private static Operation groupNormalization(NormalizationLayers.GroupNormalization layer, LayerContext context) {
        @Nullable NDArray gamma = gamma(layer.affine(), context);
        @Nullable NDArray beta = beta(layer.affine(), context);
        List<Integer> row = context.inputs().get(0);
        int axis = KerasAxes.inRow(layer.axis(), row.size());
        int groups = layer.groups() == -1 ? row.get(axis) : layer.groups();
        List<Integer> grouped = new ArrayList<>(row);
        grouped.set(axis, row.get(axis) / groups);
        grouped.add(axis, groups);
        // All but the batch and the groups.
        int[] axes = IntStream.rangeClosed(1, grouped.size())
                .filter(one -> one != axis + 1)
                .toArray();
        long[] broadcast = broadcast(row, List.of(axis));
        return (inputs, pass) -> {
            NDArray values = inputs.get(0).values();
            NDArray parts = values.reshape(withBatch(values.getShape().get(0), grouped));
            NDArray centered = parts.sub(TorchFunctions.mean(parts, axes));
            NDArray deviation = ScalarMath.add(TorchFunctions.mean(centered.square(), axes), (float) layer.epsilon())
                    .sqrt();
            return affine(centered.div(deviation).reshape(values.getShape()), gamma, beta, pass, broadcast);
        };
    }

    private static Operation unitNormalization(NormalizationLayers.UnitNormalization layer, LayerContext context) {
        int[] axes = KerasAxes.inRow(layer.axis(), context.inputs().get(0).size()).stream()
                .mapToInt(place -> place + 1)
                .toArray();
        return (inputs, pass) -> unit(inputs.get(0).values(), axes);
    }

    /** To a length of 1, or less where the length is below 1e-12: as Keras' {@code normalize}, but with a gradient at zero. */
    static NDArray unit(NDArray values, int... axes) {
        return values.div(
                ScalarMath.atLeast(values.square().sum(axes, true), 1e-24).sqrt());
    }

    private static Operation rmsNormalization(NormalizationLayers.RMSNormalization layer, LayerContext context) {
        NDArray scale = context.weight("scale");
        int[] axes = KerasAxes.inRow(layer.axis(), context.inputs().get(0).size()).stream()
                .mapToInt(place -> place + 1)
                .toArray();
        return (inputs, pass) -> {
            NDArray values = inputs.get(0).values();
            NDArray mean = ScalarMath.add(TorchFunctions.mean(values.square(), axes), (float) layer.epsilon());
            return values.div(mean.sqrt()).mul(scale);
        };
    }

    static @Nullable NDArray gamma(Affine affine, LayerContext context) {
        return affine.gamma() == null ? null : context.weight("gamma");
    }

    static @Nullable NDArray beta(Affine affine, LayerContext context) {
        return affine.beta() == null ? null : context.weight("beta");
    }

    /** The shape that a weight of those axes is computed with. */
    static long[] broadcast(List<Integer> row, List<Integer> places) {
        long[] shape = new long[row.size() + 1];
        Arrays.fill(shape, 1);
        places.forEach(place -> shape[place + 1] = row.get(place));
        return shape;
    }

    private static long[] withBatch(long batch, List<Integer> row) {
        long[] shape = new long[row.size() + 1];
        shape[0] = batch;
        for (int i = 0; i < row.size(); i++) {
            shape[i + 1] = row.get(i);
        }
        return shape;
    }

    static NDArray affine(
            NDArray values, @Nullable NDArray gamma, @Nullable NDArray beta, Pass pass, long... broadcast) {
        NDArray output = gamma == null ? values : values.mul(TorchFunctions.reshaped(gamma, pass, broadcast));
        return beta == null ? output : output.add(TorchFunctions.reshaped(beta, pass, broadcast));
    }
}
