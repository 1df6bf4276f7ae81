package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;

/** Views with the channels where PyTorch's functions want them, and back. */
final class Axes {
    private Axes() {}

    /** [batch, height, width, channels] as [batch, channels, height, width]; of sequences likewise. */
    static NDArray channelsFirst(NDArray values) {
        return values.getShape().dimension() == 4 ? values.transpose(0, 3, 1, 2) : values.transpose(0, 2, 1);
    }

    static NDArray channelsLast(NDArray values) {
        return values.getShape().dimension() == 4 ? values.transpose(0, 2, 3, 1) : values.transpose(0, 2, 1);
    }
}
