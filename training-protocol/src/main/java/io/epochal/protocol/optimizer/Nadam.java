package io.epochal.protocol.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.epochal.protocol.field.Fields;

/** Adam with Nesterov momentum, as Keras 3.15, nadam.py. */
public record Nadam(@JsonProperty("beta_1") double beta1, @JsonProperty("beta_2") double beta2, double epsilon)
        implements OptimizerKind {
    static Nadam read(Fields fields) {
        OptimizerArguments arguments = new OptimizerArguments(fields);
        return new Nadam(arguments.beta("beta_1", 0.9), arguments.beta("beta_2", 0.999), arguments.epsilon());
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.nadam(this);
    }
}
