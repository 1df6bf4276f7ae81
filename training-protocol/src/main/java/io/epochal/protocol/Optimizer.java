package io.epochal.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adam, with Keras' argument names and defaults.
 *
 * @param useEma whether to keep a moving average of the weights, which the model has in the end
 * @param emaOverwriteFrequency every how many batches the average becomes the weights; null for only in the end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Optimizer(
        String type,
        @JsonProperty("learning_rate") LearningRate rate,
        @JsonProperty("beta_1") double beta1,
        @JsonProperty("beta_2") double beta2,
        double epsilon,
        boolean useEma,
        double emaMomentum,
        @Nullable Integer emaOverwriteFrequency) {
    public Optimizer(String type, double learningRate, double beta1, double beta2, double epsilon) {
        this(type, LearningRate.of(learningRate), beta1, beta2, epsilon, false, 0.99, null);
    }

    /** Of the first batch. */
    public double learningRate() {
        return rate.initial();
    }

    /** Reads {@code optimizer} of a run spec: a name, or an object with its {@code type} and arguments. */
    static Optimizer read(Fields fields) {
        Object value = fields.raw("optimizer");
        Fields settings = value instanceof String type
                ? Fields.of("optimizer", Map.of("type", type))
                : fields.object("optimizer");
        String type = settings.oneOf("type", "adam", "adam", "Adam");
        Optimizer optimizer = new Optimizer(
                type.equals("Adam") ? "adam" : type,
                LearningRate.read(settings, "learning_rate"),
                settings.numberIn("beta_1", 0.9, 0, 1),
                settings.numberIn("beta_2", 0.999, 0, 1),
                settings.numberIn("epsilon", 1e-7, 0, 1),
                settings.flag("use_ema", false),
                emaMomentum(settings),
                settings.has("ema_overwrite_frequency")
                        ? settings.requiredInteger("ema_overwrite_frequency", 1)
                        : null);
        settings.end();
        return optimizer;
    }

    /** As Keras 3.15, base_optimizer.py: 1 itself is allowed. */
    private static double emaMomentum(Fields settings) {
        double momentum = settings.number("ema_momentum", 0.99);
        if (momentum >= 0 && momentum <= 1) {
            return momentum;
        }
        throw settings.wrong("ema_momentum", "must be from 0 to 1");
    }
}
