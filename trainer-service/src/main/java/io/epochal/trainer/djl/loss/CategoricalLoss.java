package io.epochal.trainer.djl.loss;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.loss.ProbabilisticLoss.CategoricalCrossentropy;

/** Cross entropy of classes, as categorical_crossentropy in losses.py and in TensorFlow's nn.py, Keras 3.15. */
record CategoricalLoss(CategoricalCrossentropy loss) implements LossFunction {
    @Override
    public NDArray perSample(NDArray target, NDArray output, boolean logits) {
        SameShape.require("categorical_crossentropy", target, output);
        int[] axis = {loss.axis()};
        NDArray smooth = ProbabilityLosses.smoothed(target, loss.labelSmoothing());
        NDArray logarithms = logits || loss.fromLogits()
                ? output.logSoftmax(loss.axis())
                : ProbabilityLosses.clipped(output.div(output.sum(axis, true))).log();
        return logarithms.mul(smooth).sum(axis).neg();
    }

    @Override
    public boolean wantsLogits(LastActivation last) {
        return last == LastActivation.SOFTMAX && loss.axis() == -1;
    }
}
