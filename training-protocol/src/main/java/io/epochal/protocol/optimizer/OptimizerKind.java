package io.epochal.protocol.optimizer;

import java.util.Locale;

/**
 * One of Keras' optimizers with the arguments that only it has; names, defaults and limits as Keras 3.15, {@code optimizers/*.py}.
 * The records have Keras' class names.
 */
public sealed interface OptimizerKind permits SGD, RMSprop, Adam, AdamW, Adadelta, Adagrad, Adamax, Nadam, Lion, Ftrl {
    <R> R accept(Visitor<R> visitor);

    /** Keras' class name in lower case: {@code rmsprop}. */
    default String type() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** One method a kind, so that a new one does not compile until every engine has it. */
    interface Visitor<R> {
        R sgd(SGD kind);

        R rmsprop(RMSprop kind);

        R adam(Adam kind);

        R adamw(AdamW kind);

        R adadelta(Adadelta kind);

        R adagrad(Adagrad kind);

        R adamax(Adamax kind);

        R nadam(Nadam kind);

        R lion(Lion kind);

        R ftrl(Ftrl kind);
    }
}
