package io.epochal.trainer.data.rows;

/**
 * A tensor in the memory of the host.
 *
 * @param shape row-major; empty for a single number
 * @param values as many as the product of the shape
 */
public record HostTensor(int[] shape, float[] values) {}
