package io.epochal.protocol.loss;

import io.epochal.protocol.loss.ProbabilisticLoss.BinaryCrossentropy;
import io.epochal.protocol.loss.ProbabilisticLoss.CategoricalCrossentropy;
import io.epochal.protocol.loss.ProbabilisticLoss.SparseCategoricalCrossentropy;
import java.util.List;

/**
 * The name {@code crossentropy} or {@code ce}: which of the three it is, the shapes say.
 *
 * @param name as written
 */
public record CrossentropyByShape(String name) implements Loss {
    /** Shapes with the batch as their first axis. As get_loss of compile_utils.py, Keras 3.15. */
    public Loss of(List<Integer> output, List<Integer> target) {
        return switch (TargetKind.of(output, target)) {
            case BINARY -> new BinaryCrossentropy(false, 0, -1);
            case CLASS_NUMBERS -> new SparseCategoricalCrossentropy(false, null);
            case ONE_HOT -> new CategoricalCrossentropy(false, 0, -1);
        };
    }

    @Override
    public Object json() {
        return name;
    }
}
