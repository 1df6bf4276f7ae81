package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.Resampling;

/**
 * Moves images. Where each pixel comes from is found here, which pixels those are is a look-up on the device, so that gradients pass.
 *
 * @param height of the images
 * @param width of the images
 */
record ImageSampler(Resampling resampling, int height, int width) {
    static ImageSampler of(Resampling resampling, int height, int width) {
        return new ImageSampler(resampling, height, width);
    }

    /** Which pixels of the whole batch make one, and how much of each; in lists for each of the corners around it. */
    private record Sources(long[][] places, float[][] shares, float[] outside) {
        static Sources of(int corners, int pixels) {
            return new Sources(new long[corners][pixels], new float[corners][pixels], new float[pixels]);
        }
    }

    /** @param maps one for each image */
    NDArray sampled(NDArray images, AffineMap[] maps, Pass pass) {
        Sources sources = sources(maps);
        Shape shape = images.getShape();
        int pixels = sources.outside().length;
        NDArray table = images.reshape(pixels, shape.get(3));
        NDArray sum = null;
        for (int corner = 0; corner < sources.places().length; corner++) {
            NDArray places = pass.manager().create(sources.places()[corner]);
            NDArray values = TorchFunctions.rows(table, places);
            NDArray part = values.mul(pass.manager().create(sources.shares()[corner], new Shape(pixels, 1)));
            sum = sum == null ? part : sum.add(part);
        }
        if (sum == null) {
            throw new IllegalStateException("a pixel of nothing");
        }
        if (resampling.fillMode() == Resampling.FillMode.CONSTANT && resampling.fillValue() != 0) {
            sum = sum.add(pass.manager().create(sources.outside(), new Shape(pixels, 1)));
        }
        return sum.reshape(shape);
    }

    private Sources sources(AffineMap[] maps) {
        Sources sources = Sources.of(resampling.bilinear() ? 4 : 1, maps.length * height * width);
        int pixel = 0;
        for (int image = 0; image < maps.length; image++) {
            for (int row = 0; row < height; row++) {
                for (int column = 0; column < width; column++) {
                    double x = maps[image].x(column, row);
                    double y = maps[image].y(column, row);
                    if (resampling.bilinear()) {
                        between(x, y, image, pixel, sources);
                    } else {
                        add((int) Math.floor(x + 0.5), (int) Math.floor(y + 0.5), 1, image, pixel, 0, sources);
                    }
                    pixel++;
                }
            }
        }
        return sources;
    }

    private void between(double x, double y, int image, int pixel, Sources sources) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double right = x - left;
        double bottom = y - top;
        add(left, top, (1 - right) * (1 - bottom), image, pixel, 0, sources);
        add(left + 1, top, right * (1 - bottom), image, pixel, 1, sources);
        add(left, top + 1, (1 - right) * bottom, image, pixel, 2, sources);
        add(left + 1, top + 1, right * bottom, image, pixel, 3, sources);
    }

    private void add(int x, int y, double share, int image, int pixel, int corner, Sources sources) {
        int column = inside(x, width);
        int row = inside(y, height);
        if (column < 0 || row < 0) {
            sources.outside()[pixel] += (float) (share * resampling.fillValue());
            return;
        }
        sources.places()[corner][pixel] = ((long) image * height + row) * width + column;
        sources.shares()[corner][pixel] = (float) share;
    }

    /** The place inside that stands for one outside; -1 where that is no place. */
    private int inside(int place, int size) {
        return switch (resampling.fillMode()) {
            case NEAREST -> Math.max(0, Math.min(size - 1, place));
            case WRAP -> Math.floorMod(place, size);
            case REFLECT -> {
                int turn = Math.floorMod(place, 2 * size);
                yield turn < size ? turn : 2 * size - 1 - turn;
            }
            case CONSTANT -> place < 0 || place >= size ? -1 : place;
        };
    }
}
