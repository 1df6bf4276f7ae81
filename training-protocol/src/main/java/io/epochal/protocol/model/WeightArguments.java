package io.epochal.protocol.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The three arguments that most layers take for each of their weights: {@code kernel_initializer} and so on. */
public record WeightArguments(
        Initializer initializer, @Nullable Regularizer regularizer, @Nullable Constraint constraint) {
    /**
     * @param stem before {@code _initializer}: {@code kernel}
     * @param fallback the initializer that the layer has without one
     */
    static WeightArguments of(LayerArguments arguments, String stem, String fallback) {
        return new WeightArguments(
                ObjectArguments.initializer(arguments, stem + "_initializer", fallback),
                ObjectArguments.regularizer(arguments, stem + "_regularizer"),
                ObjectArguments.constraint(arguments, stem + "_constraint"));
    }

    WeightSpec weight(String path, List<Integer> shape) {
        return new WeightSpec(path, shape, initializer, true, regularizer, constraint);
    }
}
