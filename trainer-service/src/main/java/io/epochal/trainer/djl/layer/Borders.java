package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.epochal.protocol.model.Padding;
import java.util.ArrayList;
import java.util.List;

/**
 * What a window needs around its input. TensorFlow pads the end more than the beginning where the sum is odd; PyTorch can only pad
 * both alike, so what is left is added before.
 *
 * @param before of each axis
 * @param after of each axis, as many or more
 */
record Borders(List<Integer> before, List<Integer> after) {
    static Borders of(
            Padding padding, List<Integer> input, List<Integer> window, List<Integer> strides, List<Integer> dilation) {
        List<Integer> before = new ArrayList<>();
        List<Integer> after = new ArrayList<>();
        for (int axis = 0; axis < window.size(); axis++) {
            int extent = (window.get(axis) - 1) * dilation.get(axis) + 1;
            int size = input.get(axis);
            int stride = strides.get(axis);
            int total =
                    switch (padding) {
                        case VALID -> 0;
                        case SAME -> Math.max(0, (padding.sizeAfter(size, 1, stride, 1) - 1) * stride + extent - size);
                        case CAUSAL -> extent - 1;
                    };
            before.add(padding == Padding.CAUSAL ? total : total / 2);
            after.add(padding == Padding.CAUSAL ? 0 : total - total / 2);
        }
        return new Borders(before, after);
    }

    boolean isSymmetric() {
        return before.equals(after);
    }

    /** What PyTorch's function is told to pad on both sides. */
    Shape symmetric() {
        return new Shape(
                before.stream().mapToLong(side -> isSymmetric() ? side : 0).toArray());
    }

    /** The input with what the function cannot pad; channels first. */
    NDArray padded(NDArray values, double with) {
        return isSymmetric() ? values : allPadded(values, with);
    }

    /** The input with all that belongs around it; channels first. */
    NDArray allPadded(NDArray values, double with) {
        return padded(values, with, 0);
    }

    /** The input, channels last, with zeros around it, or without what a negative number takes away. */
    NDArray channelsLast(NDArray values) {
        return padded(values, 0, 1);
    }

    /** PyTorch counts from the last axis. */
    private NDArray padded(NDArray values, double with, int axesBehind) {
        long[] sides = new long[2 * (before.size() + axesBehind)];
        for (int axis = 0; axis < before.size(); axis++) {
            int place = 2 * (before.size() - 1 - axis + axesBehind);
            sides[place] = before.get(axis);
            sides[place + 1] = after.get(axis);
        }
        // DJL's shapes have no negative sides.
        return JniUtils.pad((PtNDArray) values, sides, with);
    }

    boolean isEmpty() {
        return before.stream().allMatch(side -> side == 0) && after.stream().allMatch(side -> side == 0);
    }
}
