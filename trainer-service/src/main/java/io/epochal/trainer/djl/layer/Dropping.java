package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** Dropout, on whatever a layer drops. */
record Dropping(DropoutMask masks, double rate) {
    static Dropping of(LayerContext context, double rate) {
        return new Dropping(context.dropout(rate), rate);
    }

    boolean isActive(Pass pass) {
        return pass.isTraining() && rate > 0;
    }

    /** Zeros, and {@code 1 / (1 - rate)} for what is kept. */
    NDArray mask(Pass pass, Shape shape) {
        return pass.drawsOnDevice()
                ? DeviceNoise.mask(masks.stream(pass.step()), rate, shape, pass)
                : pass.manager().create(masks.at(pass.step(), (int) shape.size()), shape, DataType.FLOAT32);
    }

    NDArray apply(NDArray values, Pass pass) {
        return isActive(pass) ? values.mul(mask(pass, values.getShape())) : values;
    }
}
