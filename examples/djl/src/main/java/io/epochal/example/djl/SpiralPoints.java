package io.epochal.example.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.ArrayDataset;
import java.util.Random;

/** Points on two spirals, with some noise. */
final class SpiralPoints {
    private static final int BATCH = 32;
    private static final double NOISE = 0.06;

    private SpiralPoints() {}

    static ArrayDataset rows(NDManager manager, int count, long seed) {
        Random random = new Random(seed);
        float[] points = new float[2 * count];
        float[] spirals = new float[count];
        for (int row = 0; row < count; row++) {
            int spiral = row % 2;
            double turn = 4 * Math.PI * Math.sqrt(random.nextDouble());
            double angle = turn + spiral * Math.PI;
            points[2 * row] = (float) (turn * Math.cos(angle) / 10 + NOISE * random.nextGaussian());
            points[2 * row + 1] = (float) (turn * Math.sin(angle) / 10 + NOISE * random.nextGaussian());
            spirals[row] = spiral;
        }
        return new ArrayDataset.Builder()
                .setData(manager.create(points, new Shape(count, 2)))
                .optLabels(manager.create(spirals, new Shape(count, 1)))
                .setSampling(BATCH, true)
                .build();
    }
}
