package io.epochal.protocol.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.epochal.protocol.field.Fields;

/** As Keras 3.15, adamax.py. */
public record Adamax(@JsonProperty("beta_1") double beta1, @JsonProperty("beta_2") double beta2, double epsilon)
        implements OptimizerKind {
    static Adamax read(Fields fields) {
        OptimizerArguments arguments = new OptimizerArguments(fields);
        return new Adamax(arguments.beta("beta_1", 0.9), arguments.beta("beta_2", 0.999), arguments.epsilon());
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.adamax(this);
    }
}
