package io.epochal.protocol.metric;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The area under a curve over thresholds.
 *
 * @param numThresholds 2 or more; does not count where thresholds are given
 * @param thresholds inside 0 to 1, ascending; null for even ones
 * @param multiLabel whether each column has its own curve, of which the mean counts
 * @param labelWeights the weights of the columns; null for equal ones
 * @param fromLogits whether the output is before its sigmoid
 */
public record AUC(
        String name,
        int numThresholds,
        Curve curve,
        SummationMethod summationMethod,
        @Nullable List<Double> thresholds,
        boolean multiLabel,
        @Nullable List<Double> labelWeights,
        boolean fromLogits)
        implements Metric {
    /** Of true positives over false ones, of precision over recall, or of their gains. */
    public enum Curve {
        ROC,
        PR,
        PRGAIN
    }

    /** How the area between two thresholds is estimated. */
    public enum SummationMethod {
        @JsonProperty("interpolation")
        INTERPOLATION,
        @JsonProperty("majoring")
        MAJORING,
        @JsonProperty("minoring")
        MINORING
    }
}
