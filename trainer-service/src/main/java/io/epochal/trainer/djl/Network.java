package io.epochal.trainer.djl;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** A model: layers in a row, from images [batch, 1, height, width] to logits [batch, classes]. */
record Network(List<Operation> operations, Weights weights) {
    Network {
        operations = List.copyOf(operations);
    }

    NDArray logits(NDArray images, long step) {
        NDArray values = images;
        for (Operation operation : operations) {
            values = operation.apply(values, step);
        }
        return values;
    }
}
