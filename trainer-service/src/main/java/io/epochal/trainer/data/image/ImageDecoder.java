package io.epochal.trainer.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * Makes the numbers of a row out of an image file, as Keras' {@code image_dataset_from_directory} does with TensorFlow: transparency
 * is left out, 16 bits become their upper 8, and a resized image is bilinear between pixel centres, without smoothing. Values of JPEG
 * may differ by a few of 255 from TensorFlow's, whose decoder rounds otherwise; gray of coloured files by 1.
 *
 * @param channels 3 for red, green and blue, or 1 for gray
 * @param low what 0 becomes
 * @param high what 255 becomes
 */
record ImageDecoder(int height, int width, int channels, float low, float high) {
    private static final long MOST_PIXELS = 1 << 26;

    /** Checks that a file begins as an image that can be read. */
    void check(LabelledImage image) throws IOException {
        withReader(image, reader -> {
            reader.getImageTypes(0);
            return image;
        });
    }

    /** The image as height x width x channels; {@link IOException} names the file. */
    float[] decode(LabelledImage image) throws IOException {
        float[] pixels = withReader(image, reader -> {
            List<String> warnings = new ArrayList<>();
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            BufferedImage decoded = reader.read(0);
            // The JPEG reader only warns of a file that ends too early, and leaves the rest of the image gray.
            if (!warnings.isEmpty()) {
                throw new IOException(warnings.get(0));
            }
            return resized(values(decoded), decoded.getHeight(), decoded.getWidth());
        });
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = low + pixels[i] / 255f * (high - low);
        }
        return pixels;
    }

    private interface Reading<T> {
        T apply(ImageReader reader) throws IOException;
    }

    private static <T> T withReader(LabelledImage image, Reading<T> reading) throws IOException {
        try (ImageInputStream in = new FileImageInputStream(image.file().toFile())) {
            ImageReader reader = reader(in);
            try {
                reader.setInput(in, true, true);
                requireRoom((long) reader.getWidth(0) * reader.getHeight(0));
                return reading.apply(reader);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            // Readers answer to damaged files with any exception.
            throw new IOException(image.name() + " is no JPEG or PNG image, or is damaged: " + e.getMessage(), e);
        }
    }

    private static ImageReader reader(ImageInputStream in) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            String format = reader.getFormatName();
            if (format.equalsIgnoreCase("jpeg") || format.equalsIgnoreCase("png")) {
                return reader;
            }
            reader.dispose();
        }
        throw new IOException("it begins as neither");
    }

    private static void requireRoom(long pixels) throws IOException {
        if (pixels > MOST_PIXELS) {
            throw new IOException("it has " + pixels + " pixels; at most " + MOST_PIXELS + " are possible");
        }
    }

    /** All pixels, row-major, 0 to 255. Samples are taken as they are: Java's conversions would change their gamma. */
    private float[] values(BufferedImage image) {
        float[] values = new float[Math.multiplyExact(image.getHeight() * image.getWidth(), channels)];
        boolean indexed = image.getColorModel() instanceof IndexColorModel;
        Raster raster = image.getRaster();
        int bands = raster.getNumBands();
        int shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - Byte.SIZE);
        int[] line = new int[image.getWidth() * (indexed ? 1 : bands)];
        int at = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            if (indexed) {
                image.getRGB(0, y, image.getWidth(), 1, line, 0, image.getWidth());
            } else {
                raster.getPixels(0, y, image.getWidth(), 1, line);
            }
            for (int x = 0; x < image.getWidth(); x++) {
                if (indexed) {
                    at = put(values, at, line[x] >> 16 & 0xff, line[x] >> 8 & 0xff, line[x] & 0xff);
                } else {
                    int first = x * bands;
                    int red = line[first] >> shift;
                    boolean gray = bands < 3;
                    at = put(
                            values,
                            at,
                            red,
                            gray ? red : line[first + 1] >> shift,
                            gray ? red : line[first + 2] >> shift);
                }
            }
        }
        return values;
    }

    /** Gray is the luma of ITU-R BT.601, rounded. */
    private int put(float[] values, int at, int red, int green, int blue) {
        if (channels == 1) {
            values[at] = Math.round(0.299f * red + 0.587f * green + 0.114f * blue);
        } else {
            values[at] = red;
            values[at + 1] = green;
            values[at + 2] = blue;
        }
        return at + channels;
    }

    /** Bilinear with pixel centres at halves, as TensorFlow's {@code resize_bilinear} with {@code half_pixel_centers}. */
    private float[] resized(float[] from, int fromHeight, int fromWidth) {
        if (fromHeight == height && fromWidth == width) {
            return from;
        }
        float[] into = new float[height * width * channels];
        Axis columns = new Axis(width, fromWidth);
        Axis rows = new Axis(height, fromHeight);
        int at = 0;
        for (int y = 0; y < height; y++) {
            int upper = rows.lower[y] * fromWidth;
            int below = rows.upper[y] * fromWidth;
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    float top = columns.between(from, upper, x, channels, c);
                    float bottom = columns.between(from, below, x, channels, c);
                    into[at++] = top + (bottom - top) * rows.weight[y];
                }
            }
        }
        return into;
    }

    /** Between which two pixels each pixel of the result lies, along one side. */
    private static final class Axis {
        private final int[] lower;
        private final int[] upper;
        private final float[] weight;

        Axis(int size, int fromSize) {
            lower = new int[size];
            upper = new int[size];
            weight = new float[size];
            float scale = (float) fromSize / size;
            for (int i = 0; i < size; i++) {
                float place = (i + 0.5f) * scale - 0.5f;
                int floor = (int) Math.floor(place);
                lower[i] = Math.max(floor, 0);
                upper[i] = Math.min(floor + 1, fromSize - 1);
                weight[i] = place - floor;
            }
        }

        float between(float[] from, int line, int x, int channels, int channel) {
            float left = from[(line + lower[x]) * channels + channel];
            float right = from[(line + upper[x]) * channels + channel];
            return left + (right - left) * weight[x];
        }
    }
}
