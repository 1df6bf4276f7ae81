package io.epochal.protocol.optimizer;

import io.epochal.protocol.field.Fields;

/** As Keras 3.15, adagrad.py.
 *
 * @param initialAccumulatorValue of every accumulator before the first step
 */
public record Adagrad(double initialAccumulatorValue, double epsilon) implements OptimizerKind {
    static Adagrad read(Fields fields) {
        OptimizerArguments arguments = new OptimizerArguments(fields);
        return new Adagrad(arguments.notNegative("initial_accumulator_value", 0.1), arguments.epsilon());
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.adagrad(this);
    }
}
