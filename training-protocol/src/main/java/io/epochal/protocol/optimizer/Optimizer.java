package io.epochal.protocol.optimizer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An optimizer with Keras' argument names and defaults: what all have in common, and the arguments of its kind. As Keras 3.15,
 * base_optimizer.py; at most one of the three clips is there.
 *
 * @param kind which of Keras' optimizers; its arguments stand beside the others in JSON
 * @param weightDecay the share of each weight, times the rate, that is taken away before an update; null for none
 * @param clipnorm the largest norm of one weight's gradient; null, 0 or less for any
 * @param clipvalue the largest absolute value in a gradient; null, 0 or less for any
 * @param globalClipnorm the largest norm of all gradients together; null, 0 or less for any
 * @param useEma whether to keep a moving average of the weights, which the model has in the end
 * @param emaOverwriteFrequency every how many updates the average becomes the weights; null for only in the end
 * @param gradientAccumulationSteps of how many batches an update has the mean gradient, 2 or more; null for one batch
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"type", "learning_rate"})
public record Optimizer(
        @JsonUnwrapped OptimizerKind kind,
        @JsonProperty("learning_rate") LearningRate rate,
        @Nullable Double weightDecay,
        @Nullable Double clipnorm,
        @Nullable Double clipvalue,
        @Nullable Double globalClipnorm,
        boolean useEma,
        double emaMomentum,
        @Nullable Integer emaOverwriteFrequency,
        @Nullable Integer gradientAccumulationSteps) {

    /**
     * Reads what a user or Keras wrote: a name, an object with its {@code type} and arguments, or Keras' own {@code {class_name,
     * config}}.
     *
     * @param path of the value, for messages
     * @throws SpecException that names the first thing that is wrong
     */
    public static Optimizer of(String path, @Nullable Object value) {
        return OptimizerReader.read(Fields.of(path, value instanceof String type ? Map.of("type", type) : value));
    }

    /** Adam with Keras' defaults. */
    public static Optimizer adam(double learningRate) {
        return of("optimizer", Map.of("type", "adam", "learning_rate", learningRate));
    }

    /** Reads {@code optimizer} of a run spec; Adam where there is none. */
    public static Optimizer read(Fields fields) {
        return fields.raw("optimizer") instanceof String type
                ? of(fields.pathOf("optimizer"), type)
                : OptimizerReader.read(fields.object("optimizer"));
    }

    /** The kind's name in specs and checkpoints: {@code adam}. */
    @JsonProperty
    public String type() {
        return kind.type();
    }

    /** Of the first batch. */
    public double learningRate() {
        return rate.initial();
    }
}
