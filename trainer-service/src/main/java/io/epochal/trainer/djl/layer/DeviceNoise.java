package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.epochal.trainer.djl.tensor.ScalarMath;

/**
 * Random tensors that PyTorch's generator makes on the device; nothing is copied, and nothing waits. It begins anew for each of them,
 * so that each is a function of its stream and its shape, and a resumed run draws the same. Another kind of device draws other numbers.
 */
final class DeviceNoise {
    private DeviceNoise() {}

    /** Zeros for what is dropped, {@code 1 / (1 - rate)} for what is kept. */
    static NDArray mask(long stream, double rate, Shape shape, Pass pass) {
        NDArray kept = ScalarMath.isAtLeast(uniform(stream, shape, pass), rate);
        return ScalarMath.multiply(kept.toType(DataType.FLOAT32, false), 1 / (1 - rate));
    }

    /** From 0 to less than 1. */
    static NDArray uniform(long stream, Shape shape, Pass pass) {
        TorchRandom.begin(stream);
        return pass.manager().randomUniform(0, 1, shape, DataType.FLOAT32);
    }

    static NDArray normal(long stream, double mean, double stddev, Shape shape, Pass pass) {
        TorchRandom.begin(stream);
        return pass.manager().randomNormal((float) mean, (float) stddev, shape, DataType.FLOAT32);
    }
}
