package io.epochal.trainer.djl;

import ai.djl.Device;

/** When an operation of the engine is over, and so what is done on which side. */
public enum Execution {
    /**
     * When its call returns, as on a CPU: each batch is read at once, and random tensors are made by our own generator, the same ones on
     * each machine.
     */
    IMMEDIATE,
    /**
     * Later, as on a GPU, whose operations wait in a queue. What batches give is read for several at a time, and random tensors are made
     * on the device by PyTorch's generator.
     */
    QUEUED;

    /** The one of this device. */
    static Execution of(Device device) {
        return device.isGpu() ? QUEUED : IMMEDIATE;
    }
}
