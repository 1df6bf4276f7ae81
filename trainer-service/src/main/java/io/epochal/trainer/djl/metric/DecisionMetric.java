package io.epochal.trainer.djl.metric;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/** A metric that is a function of the counts at thresholds. */
record DecisionMetric(Decisions decisions, CountsFunction function) implements MetricFunction {
    /** The value of counts. */
    interface CountsFunction {
        double of(Decisions decisions, double[] state);
    }

    @Override
    public double[] begin() {
        return decisions.begin();
    }

    @Override
    public NDArray measure(NDArray target, NDArray output, boolean logits, @Nullable NDArray sampleWeights) {
        return decisions.measure(target, output, sampleWeights, new float[0]);
    }

    @Override
    public void add(double[] state, float[] measured) {
        decisions.add(state, measured);
    }

    @Override
    public double result(double[] state) {
        return function.of(decisions, state);
    }
}
