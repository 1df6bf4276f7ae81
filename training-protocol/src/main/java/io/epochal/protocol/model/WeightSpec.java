package io.epochal.protocol.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One weight of a layer.
 *
 * @param path below the layer's own, as Keras' {@code variable.path}: {@code kernel}, {@code lstm_cell/kernel}
 * @param shape in Keras' layout
 * @param trainable false for moving statistics; whether the layer itself is trainable is not said here
 */
public record WeightSpec(
        String path,
        List<Integer> shape,
        Initializer initializer,
        boolean trainable,
        @Nullable Regularizer regularizer,
        @Nullable Constraint constraint) {
    public WeightSpec {
        shape = List.copyOf(shape);
        boolean wrong = initializer instanceof Initializer.Identity
                ? shape.size() != 2
                : initializer instanceof Initializer.Orthogonal && shape.size() < 2;
        if (wrong) {
            throw new ShapeException("has an initializer of matrices for its " + path + ", which is none: " + shape);
        }
    }

    /** One that is trained, and neither regularized nor constrained. */
    public static WeightSpec trained(String path, List<Integer> shape, Initializer initializer) {
        return new WeightSpec(path, shape, initializer, true, null, null);
    }

    /** One that the layer itself changes while it trains, such as a moving mean. */
    public static WeightSpec statistic(String path, List<Integer> shape, Initializer initializer) {
        return new WeightSpec(path, shape, initializer, false, null, null);
    }

    /** How many numbers it has. */
    public long size() {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, (product, side) -> product * side);
    }

    /** The same, of a layer that is not trained. */
    WeightSpec frozen() {
        return new WeightSpec(path, shape, initializer, false, null, constraint);
    }

    /** Below another layer that contains it: {@code forward_lstm/lstm_cell/kernel}. */
    public WeightSpec below(String parent) {
        return new WeightSpec(parent + "/" + path, shape, initializer, trainable, regularizer, constraint);
    }
}
