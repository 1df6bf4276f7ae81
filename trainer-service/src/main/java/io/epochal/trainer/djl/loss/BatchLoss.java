package io.epochal.trainer.djl.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.epochal.protocol.loss.CrossentropyByShape;
import io.epochal.protocol.loss.Loss;
import io.epochal.protocol.loss.LossReduction;
import io.epochal.protocol.loss.TrainingLoss;
import io.epochal.trainer.djl.tensor.ScalarMath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch's loss as training makes it small: one number. As Loss.__call__ and LossFunctionWrapper of Keras 3.15. */
public record BatchLoss(LossFunction function, LossReduction reduction) {
    /** Shapes with the batch as their first axis, for the names of which shapes say what they are. */
    public static BatchLoss of(TrainingLoss settings, List<Integer> output, List<Integer> target) {
        Loss loss =
                settings.loss() instanceof CrossentropyByShape byShape ? byShape.of(output, target) : settings.loss();
        return new BatchLoss(LossFunctions.of(loss), settings.reduction());
    }

    /** As {@link LossFunction#wantsLogits}. */
    public boolean wantsLogits(LastActivation last) {
        return function.wantsLogits(last);
    }

    /**
     * Whether it is the mean of what the rows have each for themselves, so that how they are cut into batches does not matter to the
     * mean over all.
     *
     * @param masked whether the output has a mask: a mean over what counts depends on how much counts in the batch
     */
    public boolean isMeanOfRows(boolean masked) {
        boolean mean = reduction == LossReduction.SUM_OVER_BATCH_SIZE || reduction == LossReduction.MEAN;
        return mean && !masked && function.isPerRow() && !function.hasMask();
    }

    /**
     * A scalar that is differentiable by the output.
     *
     * @param sampleWeights [batch], or in the shape of the loss's values; null for equal ones
     * @param mask of the output's values without their last axis; null where all count
     */
    public NDArray of(
            NDArray target, NDArray output, boolean logits, @Nullable NDArray sampleWeights, @Nullable NDArray mask) {
        SameRank same = SameRank.of(target, output);
        NDArray values = function.perSample(same.first(), same.second(), logits);
        NDArray counting = both(mask, function.mask(same.first(), values));
        NDArray weights = SampleWeights.masked(sampleWeights, counting == null ? null : scaled(counting));
        if (weights == null) {
            return reduced(values, null);
        }
        NDArray aligned = SampleWeights.alongside(values, weights);
        return reduced(values.mul(aligned), aligned);
    }

    private static @Nullable NDArray both(@Nullable NDArray one, @Nullable NDArray other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.toType(DataType.FLOAT32, false).mul(other.toType(DataType.FLOAT32, false));
    }

    /** Where a mean is taken over all values, those that count get the others' share: apply_mask. */
    private NDArray scaled(NDArray mask) {
        NDArray floats = mask.toType(DataType.FLOAT32, false);
        return switch (reduction) {
            case SUM, MEAN_WITH_SAMPLE_WEIGHT -> floats;
            case SUM_OVER_BATCH_SIZE, MEAN ->
                ScalarMath.multiply(floats, floats.size()).div(ScalarMath.atLeast(floats.sum(), 1));
        };
    }

    private NDArray reduced(NDArray values, @Nullable NDArray weights) {
        if (values.getShape().isScalar()) {
            return values;
        }
        NDArray sum = values.sum();
        if (reduction == LossReduction.SUM) {
            return sum;
        }
        if (reduction == LossReduction.MEAN_WITH_SAMPLE_WEIGHT && weights != null) {
            NDArray total = weights.sum();
            NDArray none = ScalarMath.isEqual(total, 0f).toType(DataType.FLOAT32, false);
            return sum.div(total.add(none)).mul(ScalarMath.add(none.neg(), 1f));
        }
        return ScalarMath.divide(sum, values.size());
    }
}
