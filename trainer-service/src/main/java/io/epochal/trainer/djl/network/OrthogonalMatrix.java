package io.epochal.trainer.djl.network;

import java.util.List;

/** A random matrix with orthonormal columns, or rows where there are fewer of them; as Keras 3.15, random_initializers.py. */
final class OrthogonalMatrix {
    private OrthogonalMatrix() {}

    /** Row-major; all axes but the last one are the rows. */
    static float[] of(List<Integer> shape, double gain, long stream) {
        int columns = shape.get(shape.size() - 1);
        int rows = 1;
        for (int side : shape.subList(0, shape.size() - 1)) {
            rows *= side;
        }
        int count = Math.min(rows, columns);
        double[][] vectors = orthonormal(count, Math.max(rows, columns), stream);
        float[] values = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double value = rows < columns ? vectors[row][column] : vectors[column][row];
                values[row * columns + column] = (float) (gain * value);
            }
        }
        return values;
    }

    /** By Gram and Schmidt, twice for each vector, which is as exact as a QR decomposition. */
    private static double[][] orthonormal(int count, int size, long stream) {
        double[][] vectors = new double[count][size];
        for (int v = 0; v < count; v++) {
            for (int i = 0; i < size; i++) {
                vectors[v][i] = InitialValues.gauss(stream, (long) v * size + i);
            }
            for (int again = 0; again < 2; again++) {
                for (int before = 0; before < v; before++) {
                    subtract(vectors[v], vectors[before]);
                }
            }
            double norm = Math.sqrt(dot(vectors[v], vectors[v]));
            for (int i = 0; i < size; i++) {
                vectors[v][i] /= norm;
            }
        }
        return vectors;
    }

    private static void subtract(double[] from, double[] unit) {
        double along = dot(from, unit);
        for (int i = 0; i < from.length; i++) {
            from[i] -= along * unit[i];
        }
    }

    private static double dot(double[] left, double[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }
}
