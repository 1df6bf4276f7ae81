package io.epochal.trainer.djl.loss;

import ai.djl.ndarray.NDArray;

/** A loss whose values depend on all rows of their batch. */
record WholeBatch(LossFunction function) implements LossFunction {
    @Override
    public NDArray perSample(NDArray target, NDArray output, boolean logits) {
        return function.perSample(target, output, logits);
    }

    @Override
    public boolean wantsLogits(LastActivation last) {
        return function.wantsLogits(last);
    }

    @Override
    public boolean isPerRow() {
        return false;
    }
}
