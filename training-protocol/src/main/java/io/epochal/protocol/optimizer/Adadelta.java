package io.epochal.protocol.optimizer;

import io.epochal.protocol.field.Fields;

/** As Keras 3.15, adadelta.py. */
public record Adadelta(double rho, double epsilon) implements OptimizerKind {
    static Adadelta read(Fields fields) {
        OptimizerArguments arguments = new OptimizerArguments(fields);
        return new Adadelta(arguments.fraction("rho", 0.95), arguments.epsilon());
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.adadelta(this);
    }
}
