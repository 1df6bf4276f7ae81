package io.epochal.protocol.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.epochal.protocol.field.Fields;

/** Adam that always has a weight decay, as Keras 3.15, adamw.py. */
public record AdamW(
        @JsonProperty("beta_1") double beta1, @JsonProperty("beta_2") double beta2, double epsilon, boolean amsgrad)
        implements OptimizerKind {
    static AdamW read(Fields fields) {
        OptimizerArguments arguments = new OptimizerArguments(fields);
        return new AdamW(
                arguments.beta("beta_1", 0.9),
                arguments.beta("beta_2", 0.999),
                arguments.epsilon(),
                fields.flag("amsgrad", false));
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.adamw(this);
    }
}
