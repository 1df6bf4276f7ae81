package io.epochal.trainer.djl.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.epochal.trainer.djl.loss.SameRank;
import io.epochal.trainer.djl.tensor.ScalarMath;

/** Correlations along one axis, as the functions of their names in correlation_metrics.py, Keras 3.15. */
final class Correlations {
    private static final float EPSILON = 1e-7f;

    private Correlations() {}

    static NDArray pearson(NDArray target, NDArray output, int axis) {
        SameRank same = SameRank.of(target.toType(DataType.FLOAT32, false), output);
        return standard(same.first(), axis).mul(standard(same.second(), axis)).mean(new int[] {axis});
    }

    private static NDArray standard(NDArray values, int axis) {
        NDArray centred = values.sub(mean(values, axis));
        return centred.div(variance(centred, axis).sqrt());
    }

    /** Keras' product takes the outputs' mean from the targets, not their own; it does not matter to the sum. */
    static NDArray concordance(NDArray target, NDArray output, int axis) {
        SameRank same = SameRank.of(target.toType(DataType.FLOAT32, false), output);
        NDArray targets = same.first();
        NDArray outputs = same.second();
        NDArray targetMean = mean(targets, axis);
        NDArray outputMean = mean(outputs, axis);
        NDArray spread = variance(targets.sub(targetMean), axis)
                .add(variance(outputs.sub(outputMean), axis))
                .add(targetMean.sub(outputMean).square());
        NDArray together = ScalarMath.multiply(targets.sub(outputMean).mul(outputs.sub(outputMean)), 2f);
        return together.div(ScalarMath.add(spread, EPSILON)).mean(new int[] {axis});
    }

    private static NDArray mean(NDArray values, int axis) {
        return values.mean(new int[] {axis}, true);
    }

    private static NDArray variance(NDArray values, int axis) {
        return mean(values.sub(mean(values, axis)).square(), axis);
    }
}
