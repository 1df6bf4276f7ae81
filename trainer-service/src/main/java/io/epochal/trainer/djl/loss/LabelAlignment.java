package io.epochal.trainer.djl.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.epochal.trainer.djl.tensor.ScalarMath;

/**
 * CTC: how likely it is that a sequence of outputs says a sequence of labels, over all ways to say it. As ctc in losses.py, Keras 3.15;
 * the forward recursion of Graves and others (2006) in logarithms, which the engine differentiates.
 */
final class LabelAlignment implements LossFunction {
    /** For a probability of 0; finite, since a difference of infinities is no number. */
    private static final float NEVER = -1e30f;

    /** @param output logits [batch, steps, labels], label 0 being blank */
    @Override
    public NDArray perSample(NDArray target, NDArray output, boolean logits) {
        NDArray labels = target.toType(DataType.INT64, false);
        NDArray lengths =
                ScalarMath.isNotEqual(labels, 0).toType(DataType.INT64, false).sum(new int[] {1}, true);
        NDArray states = withBlanks(labels);
        Shape shape = output.getShape();
        long width = states.getShape().get(1);
        NDArray index = states.expandDims(1).broadcast(new Shape(shape.get(0), shape.get(1), width));
        NDArray emitted = output.logSoftmax(2).gather(index, 2);
        NDArray ends = last(emitted, states);
        NDArray blank = lengths.add(lengths);
        NDArray blankEnd = ends.gather(blank, 1);
        NDArray labelEnd = ends.gather(ScalarMath.atLeast(ScalarMath.subtract(blank, 1), 0), 1)
                .add(ScalarMath.multiply(ScalarMath.isEqual(lengths, 0).toType(DataType.FLOAT32, false), NEVER));
        return sum(blankEnd, labelEnd).squeeze(1).neg();
    }

    /** The recursion: the logarithms of being in each state after the last step. */
    private static NDArray last(NDArray emitted, NDArray states) {
        Shape shape = emitted.getShape();
        NDArray cannotSkip = cannotSkip(states);
        NDArray start = ScalarMath.isAtLeast(emitted.getManager().arange((float) shape.get(2)), 2f)
                .toType(DataType.FLOAT32, false);
        NDArray now = emitted.get(":, 0, :").add(ScalarMath.multiply(start, NEVER));
        for (long step = 1; step < shape.get(1); step++) {
            NDArray before = sum(now, shifted(now, 1, NEVER));
            NDArray all = sum(before, shifted(now, 2, NEVER).add(cannotSkip));
            now = all.add(emitted.get(":, " + step + ", :"));
        }
        return now;
    }

    /** Blank, label, blank, label, …, blank. */
    private static NDArray withBlanks(NDArray labels) {
        Shape shape = labels.getShape();
        NDArray blanks = labels.zerosLike();
        NDArray pairs = NDArrays.stack(new NDList(blanks, labels), 2).reshape(shape.get(0), 2 * shape.get(1));
        NDArray end = labels.getManager().zeros(new Shape(shape.get(0), 1), DataType.INT64);
        return pairs.concat(end, 1);
    }

    /** 0 where the state two before may come right before this one: not between blanks, nor between equal labels. */
    private static NDArray cannotSkip(NDArray states) {
        NDArray same = states.eq(shifted(states, 2, 0));
        return ScalarMath.multiply(
                same.logicalOr(ScalarMath.isEqual(states, 0)).toType(DataType.FLOAT32, false), NEVER);
    }

    private static NDArray shifted(NDArray values, int places, float filling) {
        Shape shape = values.getShape();
        if (shape.get(1) <= places) {
            return ScalarMath.add(values.zerosLike(), filling).toType(values.getDataType(), false);
        }
        NDArray begin = values.getManager()
                .full(new Shape(shape.get(0), places), filling, DataType.FLOAT32)
                .toType(values.getDataType(), false);
        return begin.concat(values.get(":, :" + (shape.get(1) - places)), 1);
    }

    /** The logarithm of the sum of two numbers given by their logarithms. */
    private static NDArray sum(NDArray one, NDArray other) {
        NDArray higher = one.maximum(other).stopGradient();
        return one.sub(higher).exp().add(other.sub(higher).exp()).log().add(higher);
    }
}
