package io.epochal.trainer.djl.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;
import io.epochal.protocol.loss.ProbabilisticLoss.BinaryCrossentropy;
import io.epochal.protocol.loss.ProbabilisticLoss.BinaryFocalCrossentropy;
import io.epochal.trainer.djl.tensor.ScalarMath;

/** Losses of one probability each, as the functions of their names in losses.py, Keras 3.15. */
final class BinaryLosses {
    private BinaryLosses() {}

    static LossFunction crossentropy(BinaryCrossentropy loss) {
        return new WithLogits() {
            @Override
            public NDArray perSample(NDArray target, NDArray output, boolean logits) {
                NDArray smooth = smoothed(target, loss.labelSmoothing());
                return crossentropy(smooth, output, logits || loss.fromLogits()).mean(new int[] {loss.axis()});
            }
        };
    }

    static LossFunction focal(BinaryFocalCrossentropy loss) {
        return new WithLogits() {
            @Override
            public NDArray perSample(NDArray target, NDArray output, boolean logits) {
                return BinaryLosses.focal(loss, target, output, logits || loss.fromLogits());
            }
        };
    }

    /** Keras takes the cross entropy of the logits here too, and only the factor of the probabilities. */
    private static NDArray focal(BinaryFocalCrossentropy loss, NDArray target, NDArray output, boolean logits) {
        NDArray smooth = smoothed(target, loss.labelSmoothing());
        NDArray probability = logits ? Activation.sigmoid(output) : output;
        NDArray rest = ScalarMath.add(smooth.neg(), 1f);
        NDArray right = probability
                .mul(smooth)
                .add(ScalarMath.add(probability.neg(), 1f).mul(rest));
        NDArray values = ScalarMath.power(ScalarMath.add(right.neg(), 1f), loss.gamma())
                .mul(crossentropy(smooth, output, logits));
        if (loss.applyClassBalancing()) {
            values = values.mul(
                    ScalarMath.multiply(smooth, loss.alpha()).add(ScalarMath.multiply(rest, 1 - loss.alpha())));
        }
        return values.mean(new int[] {loss.axis()});
    }

    private static NDArray crossentropy(NDArray target, NDArray output, boolean logits) {
        SameShape.require("binary_crossentropy", target, output);
        if (!logits) {
            NDArray clipped = ProbabilityLosses.clipped(output);
            NDArray ofZero = ScalarMath.add(clipped.neg(), 1f).log().mul(ScalarMath.add(target.neg(), 1f));
            return clipped.log().mul(target).add(ofZero).neg();
        }
        // With this choice of sides, the slope at 0 is right: a model whose last weights are zeros begins there.
        NDArray positive = ScalarMath.isAtLeast(output, 0f);
        NDArray above = NDArrays.where(positive, output, output.zerosLike());
        NDArray below = NDArrays.where(positive, output.neg(), output);
        return above.sub(output.mul(target)).add(Activation.softPlus(below));
    }

    private static NDArray smoothed(NDArray target, double smoothing) {
        NDArray floats = target.toType(DataType.FLOAT32, false);
        return smoothing == 0
                ? floats
                : ScalarMath.add(ScalarMath.multiply(floats, 1 - smoothing), (float) (0.5 * smoothing));
    }

    private interface WithLogits extends LossFunction {
        @Override
        default boolean wantsLogits(LastActivation last) {
            return last == LastActivation.SIGMOID;
        }
    }
}
