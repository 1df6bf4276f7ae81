package io.epochal.protocol.model;

import java.util.ArrayList;
import java.util.List;

/** Shapes of rows, as lists of sides. */
final class Shapes {
    private Shapes() {}

    /** The one input, of any rank from 1. */
    static List<Integer> one(List<List<Integer>> inputs) {
        if (inputs.size() != 1) {
            throw new ShapeException("needs one input; " + inputs.size() + " reach it: " + inputs);
        }
        return atLeast(1, inputs);
    }

    /** The one input, with at least so many axes. */
    static List<Integer> atLeast(int axes, List<List<Integer>> inputs) {
        List<Integer> input = inputs.get(0);
        if (input.size() < axes) {
            throw new ShapeException(
                    "needs input with at least " + axes + " axes behind the batch; what reaches it is " + input);
        }
        return input;
    }

    /** The one input, with exactly so many axes; {@code meaning} names them: "height, width, channels". */
    static List<Integer> exactly(int axes, String meaning, List<List<Integer>> inputs) {
        List<Integer> input = inputs.get(0);
        if (input.size() != axes) {
            throw new ShapeException(
                    "needs input of " + axes + " axes behind the batch (" + meaning + "); what reaches it is " + input);
        }
        return input;
    }

    /** The one input: so many axes that a window passes along, one or two, and channels. */
    static List<Integer> withChannels(int rank, List<List<Integer>> inputs) {
        return exactly(rank + 1, rank == 1 ? "steps, channels" : "height, width, channels", inputs);
    }

    /** A side that is a multiple of another one. */
    static int times(String argument, int side, int factor) {
        long product = (long) side * factor;
        if (product > GraphShape.MOST_VALUES) {
            throw new ShapeException("has a " + argument + " that makes the model too large: " + factor);
        }
        return (int) product;
    }

    static int last(List<Integer> shape) {
        return shape.get(shape.size() - 1);
    }

    static List<Integer> withLast(List<Integer> shape, int side) {
        return with(shape, shape.size() - 1, side);
    }

    static List<Integer> with(List<Integer> shape, int axis, int side) {
        List<Integer> changed = new ArrayList<>(shape);
        changed.set(axis, side);
        return changed;
    }

    /** The number of values; an absurd one is {@link Long#MAX_VALUE} at most. */
    static long product(List<Integer> shape) {
        long product = 1;
        for (int side : shape) {
            product = product > Integer.MAX_VALUE ? product : product * side;
        }
        return product;
    }

    /** A side that a window gives; there must be one. */
    static int window(String argument, int size, int after) {
        if (after < 1) {
            throw new ShapeException("has a " + argument + " that is larger than what reaches it: " + size);
        }
        return after;
    }
}
