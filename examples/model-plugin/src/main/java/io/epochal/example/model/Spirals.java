package io.epochal.example.model;

import io.epochal.trainer.data.rows.HostTensor;
import io.epochal.trainer.data.rows.RowBatch;
import io.epochal.trainer.data.rows.RowFormat;
import io.epochal.trainer.data.rows.RowSource;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/**
 * Rows that are made when they are read; even ones are on the first spiral.
 *
 * @param count how many rows
 * @param noise the deviation from the spiral; its radius is 1
 * @param seed another one gives other rows
 */
record Spirals(int count, double noise, long seed) implements RowSource {
    private static final double TURNS = 1.5;

    @Override
    public List<RowFormat> inputs() {
        return List.of(new RowFormat("x", List.of(2), RowFormat.Kind.FLOAT32));
    }

    @Override
    public RowFormat target() {
        return new RowFormat("y", List.of(), RowFormat.Kind.INT32);
    }

    @Override
    public boolean weighted() {
        return false;
    }

    @Override
    public RowBatch read(int[] rows) {
        float[] x = new float[2 * rows.length];
        float[] y = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            // Of its number alone, so that a row is the same whenever it is read.
            Random random = new Random(31L * rows[i] + seed);
            int spiral = rows[i] % 2;
            double radius = random.nextDouble();
            double angle = 2 * Math.PI * (TURNS * radius + spiral / 2.0);
            x[2 * i] = (float) (radius * Math.cos(angle) + noise * random.nextGaussian());
            x[2 * i + 1] = (float) (radius * Math.sin(angle) + noise * random.nextGaussian());
            y[i] = spiral;
        }
        return new RowBatch(
                List.of(new HostTensor(new int[] {rows.length, 2}, x)),
                new HostTensor(new int[] {rows.length}, y),
                null);
    }

    @Override
    public void requireClasses(int classes) throws IOException {
        if (classes < 2) {
            throw new IOException("there are two spirals; the model tells " + classes + " class apart");
        }
    }
}
