package io.epochal.trainer.djl.tensor;

import ai.djl.ndarray.NDArray;

/**
 * Copies numbers of an engine from the device to the host while it trains, and counts the copies. Each waits until the device has
 * computed all that was queued on it; {@code ArchitectureTest} finds those that go past here.
 */
public final class HostReads {
    private long count;

    /** All elements of float32. */
    public float[] floats(NDArray values) {
        count++;
        return values.toFloatArray();
    }

    /** The one element of float32. */
    public float number(NDArray value) {
        count++;
        return value.getFloat();
    }

    /** How many copies were made by now. */
    public long count() {
        return count;
    }
}
