package io.epochal.protocol.loss;

import java.util.List;

/** What targets are, as far as shapes say. */
public enum TargetKind {
    /** The output has one value a row. */
    BINARY,
    /** The target has one number where the output has a row of probabilities. */
    CLASS_NUMBERS,
    /** The target has a row of probabilities too. */
    ONE_HOT;

    /** Shapes with the batch as their first axis. As is_binary_or_sparse_categorical of compile_utils.py, Keras 3.15. */
    public static TargetKind of(List<Integer> output, List<Integer> target) {
        int lastOfOutput = output.get(output.size() - 1);
        int lastOfTarget = target.get(target.size() - 1);
        if (lastOfOutput == 1) {
            return BINARY;
        }
        return target.size() < output.size() || (lastOfTarget == 1 && lastOfOutput > 1) ? CLASS_NUMBERS : ONE_HOT;
    }
}
