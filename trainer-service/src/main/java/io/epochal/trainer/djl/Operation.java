package io.epochal.trainer.djl;

import ai.djl.ndarray.NDArray;

/** One layer at work. */
interface Operation {
    /** @param step the step in training, or {@link #EVALUATION} */
    NDArray apply(NDArray input, long step);

    long EVALUATION = -1;
}
