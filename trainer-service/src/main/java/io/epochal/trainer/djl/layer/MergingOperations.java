package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.epochal.protocol.model.KerasAxes;
import io.epochal.protocol.model.MergingLayers;
import io.epochal.trainer.djl.tensor.ScalarMath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keras' merging layers at work. */
final class MergingOperations {
    private MergingOperations() {}

    static void addTo(Operations.Table table) {
        table.add(MergingLayers.Elementwise.class, (layer, context) -> new MergedValues(layer.function()));
        table.add(MergingLayers.Concatenate.class, MergingOperations::concatenate);
        table.add(MergingLayers.Dot.class, MergingOperations::dot);
    }

    private static Operation concatenate(MergingLayers.Concatenate layer, LayerContext context) {
        int rank = context.output().size();
        int axis = KerasAxes.inRow(layer.axis(), rank) + 1;
        return new Operation() {
            @Override
            public NDArray apply(List<Signal> inputs, Pass pass) {
                NDList values = new NDList();
                inputs.forEach(input -> values.add(input.values()));
                return NDArrays.concat(values, axis);
            }

            @Override
            public @Nullable NDArray mask(List<Signal> inputs) {
                return joinedMask(inputs, axis, rank);
            }
        };
    }

    /** As Keras: a step is real if any of its values comes from a real one; an input without a mask is real. */
    private static @Nullable NDArray joinedMask(List<Signal> inputs, int axis, int rank) {
        if (inputs.stream().allMatch(input -> input.mask() == null)) {
            return null;
        }
        NDList masks = new NDList();
        for (Signal input : inputs) {
            NDArray all = ScalarMath.isEqual(input.values().onesLike(), 1);
            NDArray mask = input.mask();
            masks.add(mask == null ? all : all.logicalAnd(mask.expandDims(-1)));
        }
        return ScalarMath.isGreater(
                NDArrays.concat(masks, axis).toType(DataType.INT32, false).sum(new int[] {rank}), 0);
    }

    private static Operation dot(MergingLayers.Dot layer, LayerContext context) {
        int first = layer.axisOf(0, context.inputs().get(0).size()) + 1;
        int second = layer.axisOf(1, context.inputs().get(1).size()) + 1;
        return new Operation() {
            @Override
            public NDArray apply(List<Signal> inputs, Pass pass) {
                NDArray left = inputs.get(0).values();
                NDArray right = inputs.get(1).values();
                if (layer.normalize()) {
                    left = NormalizationOperations.unit(left, first);
                    right = NormalizationOperations.unit(right, second);
                }
                long batch = left.getShape().get(0);
                long shared = left.getShape().get(first);
                NDArray rows = left.transpose(last(left, first)).reshape(batch, -1, shared);
                NDArray columns = right.transpose(last(right, second)).reshape(batch, -1, shared);
                NDArray products = rows.matMul(columns.transpose(0, 2, 1));
                List<Integer> output = context.output();
                long[] shape = new long[output.size() + 1];
                shape[0] = batch;
                for (int i = 0; i < output.size(); i++) {
                    shape[i + 1] = output.get(i);
                }
                return products.reshape(shape);
            }

            @Override
            public @Nullable NDArray mask(List<Signal> inputs) {
                return null;
            }
        };
    }

    /** The order of axes in which that one is last and the others are as before. */
    private static int[] last(NDArray values, int axis) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < values.getShape().dimension(); i++) {
            if (i != axis) {
                order.add(i);
            }
        }
        order.add(axis);
        return order.stream().mapToInt(Integer::intValue).toArray();
    }
}
