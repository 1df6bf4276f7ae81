package io.epochal.trainer.djl;

import ai.djl.ndarray.NDArray;
import io.epochal.trainer.djl.layer.Pass;

/** The loss of a batch with all that adds to it. */
final class Losses {
    private Losses() {}

    /** What the loss function gave, and what layers and regularizers added on the way. */
    static NDArray total(NDArray loss, Pass pass) {
        NDArray total = loss;
        for (NDArray added : pass.losses()) {
            total = total.add(added);
        }
        return total;
    }
}
