package io.epochal.protocol.optimizer;

import io.epochal.protocol.field.Fields;

/** As Keras 3.15, rmsprop.py.
 *
 * @param momentum 0 or below for none
 * @param centered whether the gradients are divided by their estimated deviation rather than by their size
 */
public record RMSprop(double rho, double momentum, double epsilon, boolean centered) implements OptimizerKind {
    static RMSprop read(Fields fields) {
        OptimizerArguments arguments = new OptimizerArguments(fields);
        return new RMSprop(
                arguments.fraction("rho", 0.9),
                fields.finite("momentum", 0),
                arguments.epsilon(),
                fields.flag("centered", false));
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.rmsprop(this);
    }
}
