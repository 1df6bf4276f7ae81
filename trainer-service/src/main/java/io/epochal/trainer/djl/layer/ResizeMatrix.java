package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.ReshapingLayers;

/**
 * How much each place of a longer axis takes from each place of the shorter one. Centres of places are compared, and what a filter would
 * take from beyond the borders is shared by what is there; as TensorFlow's and JAX's resize without antialiasing.
 */
final class ResizeMatrix {
    private ResizeMatrix() {}

    /** [longer, shorter] of that axis of an image. */
    static NDArray of(ReshapingLayers.UpSampling layer, int axis, int from, NDManager manager) {
        int to = from * layer.size().get(axis);
        float[] matrix = new float[to * from];
        for (int row = 0; row < to; row++) {
            double centre = (row + 0.5) * from / to - 0.5;
            double total = 0;
            double[] weights = new double[from];
            for (int column = 0; column < from; column++) {
                weights[column] = weight(layer.interpolation(), Math.abs(centre - column));
                total += weights[column];
            }
            for (int column = 0; column < from; column++) {
                matrix[row * from + column] = (float) (weights[column] / total);
            }
        }
        return manager.create(matrix, new Shape(to, from));
    }

    private static double weight(ReshapingLayers.Interpolation interpolation, double distance) {
        return switch (interpolation) {
            case NEAREST -> throw new IllegalArgumentException("nearest takes whole values");
            case BILINEAR -> Math.max(0, 1 - distance);
            case BICUBIC -> cubic(distance);
            case LANCZOS3 -> lanczos(distance, 3);
            case LANCZOS5 -> lanczos(distance, 5);
        };
    }

    /** Of Keys, with -0.5. */
    private static double cubic(double x) {
        if (x >= 2) {
            return 0;
        }
        return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : ((-0.5 * x + 2.5) * x - 4) * x + 2;
    }

    private static double lanczos(double x, int radius) {
        if (x <= 1e-3) {
            return 1;
        }
        double angle = Math.PI * x;
        return x > radius ? 0 : radius * Math.sin(angle) * Math.sin(angle / radius) / (angle * angle);
    }
}
