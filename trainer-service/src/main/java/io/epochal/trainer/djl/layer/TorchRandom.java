package io.epochal.trainer.djl.layer;

import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.RandomUtils;

/** PyTorch's own random numbers and DJL's, which blocks that are not ours draw from. */
public final class TorchRandom {
    private TorchRandom() {}

    /** Begins both anew, on every device. */
    public static void begin(long stream) {
        JniUtils.setSeed(stream);
        RandomUtils.RANDOM.setSeed(stream);
    }
}
