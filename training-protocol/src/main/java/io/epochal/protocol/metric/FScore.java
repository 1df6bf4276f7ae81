package io.epochal.protocol.metric;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** Means of precision and recall, of outputs [batch, classes] against targets of that shape. */
public sealed interface FScore extends Metric {
    Average average();

    /** Values above it are positive; null where only the highest of each row is. */
    @Nullable
    Double threshold();

    /** How the scores of the classes become one. */
    enum Average {
        /** Of counts over all classes. */
        @JsonProperty("micro")
        MICRO,
        @JsonProperty("macro")
        MACRO,
        /** By how often each class is a target. */
        @JsonProperty("weighted")
        WEIGHTED
    }

    record F1Score(String name, Average average, @Nullable Double threshold) implements FScore {}

    /** @param beta how much more recall counts than precision; more than 0 */
    record FBetaScore(String name, Average average, double beta, @Nullable Double threshold) implements FScore {}
}
