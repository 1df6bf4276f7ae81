package io.epochal.protocol.loss;

import com.fasterxml.jackson.annotation.JsonValue;
import io.epochal.protocol.field.Fields;
import java.util.Objects;
import java.util.Set;

/**
 * One of Keras' losses as a formula with its arguments, whose names and defaults are those of Keras 3.15, losses.py. How its values
 * become one number is in {@link TrainingLoss}.
 */
public sealed interface Loss
        permits RegressionLoss,
                ProbabilisticLoss,
                HingeLoss,
                OverlapLoss,
                EmbeddingLoss,
                SequenceLoss,
                CrossentropyByShape {
    /** As a run spec has it, with Keras' class name as its {@code type}. */
    @JsonValue
    default Object json() {
        return KerasJson.of((Record) this);
    }

    /** Reads the arguments of the loss of this class name; other keys are the caller's. */
    static Loss read(String className, Fields arguments) {
        return Objects.requireNonNull(LossTable.CLASSES.get(className)).read(arguments);
    }

    /** Keras' class names of all losses. */
    static Set<String> classNames() {
        return LossTable.CLASSES.keySet();
    }
}
