package io.epochal.protocol.model;

/** How a window treats the borders of its input, as Keras names it. */
public enum Padding {
    VALID,
    SAME,
    /** As much as is needed at the beginning and none at the end, so that no output sees what comes later; along one axis only. */
    CAUSAL;

    /** The size of an axis after windows of that size have passed over it, 0 when none fits; as Keras 3.15, operation_utils.py. */
    public int sizeAfter(int size, int window, int stride, int dilation) {
        long extent = (window - 1L) * dilation + 1;
        long after = this == VALID ? Math.floorDiv(size - extent, stride) + 1 : ((long) size + stride - 1) / stride;
        return (int) Math.max(0, after);
    }
}
