package io.epochal.protocol.optimizer;

import io.epochal.protocol.field.Fields;

/** Gradient descent with momentum, as Keras 3.15, sgd.py.
 *
 * @param momentum 0 to 1; without any, nothing is remembered from step to step
 */
public record SGD(double momentum, boolean nesterov) implements OptimizerKind {
    static SGD read(Fields fields) {
        OptimizerArguments arguments = new OptimizerArguments(fields);
        return new SGD(arguments.fraction("momentum", 0), fields.flag("nesterov", false));
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.sgd(this);
    }
}
