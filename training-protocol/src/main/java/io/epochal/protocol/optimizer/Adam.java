package io.epochal.protocol.optimizer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.epochal.protocol.field.Fields;

/** As Keras 3.15, adam.py.
 *
 * @param amsgrad whether the largest second moment so far counts; not written when false, as before there was this argument
 */
public record Adam(
        @JsonProperty("beta_1") double beta1,
        @JsonProperty("beta_2") double beta2,
        double epsilon,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean amsgrad)
        implements OptimizerKind {
    static Adam read(Fields fields) {
        OptimizerArguments arguments = new OptimizerArguments(fields);
        return new Adam(
                arguments.beta("beta_1", 0.9),
                arguments.beta("beta_2", 0.999),
                arguments.epsilon(),
                fields.flag("amsgrad", false));
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.adam(this);
    }
}
