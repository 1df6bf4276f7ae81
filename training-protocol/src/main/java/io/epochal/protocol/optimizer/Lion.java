package io.epochal.protocol.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.epochal.protocol.field.Fields;

/**
 * As Keras 3.15, lion.py.
 *
 * @param beta1 more than 0, at most 1
 */
public record Lion(@JsonProperty("beta_1") double beta1, @JsonProperty("beta_2") double beta2)
        implements OptimizerKind {
    static Lion read(Fields fields) {
        double beta1 = fields.number("beta_1", 0.9);
        if (!(beta1 > 0 && beta1 <= 1)) {
            throw fields.wrong("beta_1", "must be more than 0 and at most 1");
        }
        return new Lion(beta1, new OptimizerArguments(fields).fraction("beta_2", 0.99));
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.lion(this);
    }
}
