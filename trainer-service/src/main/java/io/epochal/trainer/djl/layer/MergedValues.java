package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.MergingLayers;
import io.epochal.trainer.djl.tensor.ScalarMath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several tensors value by value. Masked values of a product, a maximum or a minimum do not count; as Keras 3.15, multiply.py and
 * base_merge.py.
 */
record MergedValues(MergingLayers.Elementwise.Function function) implements Operation {
    @Override
    public NDArray apply(List<Signal> inputs, Pass pass) {
        int rank = inputs.stream()
                .mapToInt(one -> one.values().getShape().dimension())
                .max()
                .orElseThrow();
        List<Signal> aligned = inputs.stream()
                .map(one -> new Signal(aligned(one.values(), rank), one.mask()))
                .toList();
        return switch (function) {
            case MULTIPLY -> product(aligned);
            case MAXIMUM, MINIMUM -> extreme(aligned);
            default -> sum(aligned);
        };
    }

    /** With axes of 1 behind the batch. */
    private static NDArray aligned(NDArray values, int rank) {
        NDArray output = values;
        while (output.getShape().dimension() < rank) {
            output = output.expandDims(1);
        }
        return output;
    }

    private NDArray sum(List<Signal> inputs) {
        NDArray output = inputs.get(0).values();
        for (Signal input : inputs.subList(1, inputs.size())) {
            output = function == MergingLayers.Elementwise.Function.SUBTRACT
                    ? output.sub(input.values())
                    : output.add(input.values());
        }
        return function == MergingLayers.Elementwise.Function.AVERAGE
                ? ScalarMath.divide(output, inputs.size())
                : output;
    }

    private NDArray product(List<Signal> inputs) {
        NDArray output = null;
        for (Signal input : inputs) {
            NDArray values = input.mask() == null
                    ? input.values()
                    : TorchFunctions.where(valid(input), input.values(), number(input, 1));
            output = output == null ? values : output.mul(values);
        }
        NDArray any = mask(inputs);
        if (output == null) {
            throw new IllegalStateException("a product of nothing");
        }
        return any == null ? output : TorchFunctions.where(any.expandDims(-1), output, number(inputs.get(0), 0));
    }

    private NDArray extreme(List<Signal> inputs) {
        NDArray output = inputs.get(0).values();
        NDArray valid = inputs.get(0).mask() == null ? null : valid(inputs.get(0));
        for (Signal input : inputs.subList(1, inputs.size())) {
            NDArray values = input.values();
            NDArray own = input.mask() == null ? null : valid(input);
            if (own != null) {
                values = TorchFunctions.where(own, values, output);
            }
            if (valid != null) {
                output = TorchFunctions.where(valid, output, values);
            }
            valid = own == null || valid == null ? null : valid.logicalOr(own);
            output = function == MergingLayers.Elementwise.Function.MAXIMUM
                    ? output.maximum(values)
                    : output.minimum(values);
        }
        return output;
    }

    private static NDArray valid(Signal input) {
        NDArray mask = input.mask();
        if (mask == null) {
            throw new IllegalStateException("no mask");
        }
        return mask.expandDims(-1);
    }

    private static NDArray number(Signal input, float value) {
        return input.values().getManager().full(new Shape(), value);
    }

    /** A step is real if it is in one of the inputs; there is no mask if one of them has none. */
    @Override
    public @Nullable NDArray mask(List<Signal> inputs) {
        NDArray any = null;
        for (Signal input : inputs) {
            NDArray mask = input.mask();
            if (mask == null) {
                return null;
            }
            any = any == null ? mask : any.logicalOr(mask);
        }
        return any;
    }
}
