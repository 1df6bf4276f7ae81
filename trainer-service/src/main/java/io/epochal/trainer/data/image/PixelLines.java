package io.epochal.trainer.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * The lines of a decoded image as numbers, 0 to 255, in so many channels. Samples are taken as they are: Java's conversions would
 * change their gamma. Only the last two lines are kept.
 */
final class PixelLines {
    private final BufferedImage image;
    private final Raster raster;
    private final boolean indexed;
    private final int channels;
    private final int shift;
    private final int[] samples;
    private float[] last = {};
    private float[] before = {};
    private int lastY = -1;
    private int beforeY = -1;

    PixelLines(BufferedImage image, int channels) {
        this.image = image;
        this.raster = image.getRaster();
        this.indexed = image.getColorModel() instanceof IndexColorModel;
        this.channels = channels;
        this.shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - Byte.SIZE);
        this.samples = new int[image.getWidth() * (indexed ? 1 : raster.getNumBands())];
    }

    /** Pixel after pixel, channels last. It is valid until two other lines were asked for. */
    float[] at(int y) {
        if (y == lastY) {
            return last;
        }
        if (y == beforeY) {
            return before;
        }
        before = last;
        beforeY = lastY;
        last = indexed ? lookedUp(y) : sampled(y);
        lastY = y;
        return last;
    }

    private float[] lookedUp(int y) {
        float[] line = new float[image.getWidth() * channels];
        image.getRGB(0, y, image.getWidth(), 1, samples, 0, image.getWidth());
        for (int x = 0; x < image.getWidth(); x++) {
            put(line, x, samples[x] >> 16 & 0xff, samples[x] >> 8 & 0xff, samples[x] & 0xff);
        }
        return line;
    }

    private float[] sampled(int y) {
        float[] line = new float[image.getWidth() * channels];
        raster.getPixels(0, y, image.getWidth(), 1, samples);
        int bands = raster.getNumBands();
        int green = bands < 3 ? 0 : 1;
        int blue = bands < 3 ? 0 : 2;
        for (int x = 0; x < image.getWidth(); x++) {
            int first = x * bands;
            put(line, x, samples[first] >> shift, samples[first + green] >> shift, samples[first + blue] >> shift);
        }
        return line;
    }

    /** Gray is the luma of ITU-R BT.601, rounded. */
    private void put(float[] line, int x, int red, int green, int blue) {
        if (channels == 1) {
            line[x] = Math.round(0.299f * red + 0.587f * green + 0.114f * blue);
        } else {
            line[x * channels] = red;
            line[x * channels + 1] = green;
            line[x * channels + 2] = blue;
        }
    }
}
