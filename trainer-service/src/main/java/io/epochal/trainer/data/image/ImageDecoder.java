package io.epochal.trainer.data.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
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
            requireColours(reader);
            return image;
        });
    }

    /** The image as height x width x channels; {@link IOException} names the file. */
    float[] decode(LabelledImage image) throws IOException {
        float[] pixels = withReader(image, reader -> {
            List<String> warnings = new ArrayList<>();
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            requireColours(reader);
            BufferedImage decoded = reader.read(0);
            // The JPEG reader only warns of a file that ends too early, and leaves the rest of the image gray.
            if (!warnings.isEmpty()) {
                throw new IOException(warnings.get(0));
            }
            return resized(decoded);
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

    /** Java reads the four inks of a CMYK image as if they were colours. */
    private static void requireColours(ImageReader reader) throws IOException {
        Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
        int bands = types.hasNext() ? types.next().getNumBands() : 0;
        if (reader.getFormatName().equalsIgnoreCase("jpeg") && bands != 1 && bands != 3) {
            throw new IOException("it must be gray, or red, green and blue; other colours, such as CMYK, are not read");
        }
    }

    private static void requireRoom(long pixels) throws IOException {
        if (pixels > MOST_PIXELS) {
            throw new IOException("it has " + pixels + " pixels; at most " + MOST_PIXELS + " are possible");
        }
    }

    /** Bilinear with pixel centres at halves, as TensorFlow's {@code resize_bilinear} with {@code half_pixel_centers}. */
    private float[] resized(BufferedImage image) {
        PixelLines lines = new PixelLines(image, channels);
        float[] into = new float[height * width * channels];
        Axis columns = new Axis(width, image.getWidth());
        Axis rows = new Axis(height, image.getHeight());
        int at = 0;
        for (int y = 0; y < height; y++) {
            float[] upper = lines.at(rows.lower[y]);
            float[] below = lines.at(rows.upper[y]);
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    float top = columns.between(upper, x, channels, c);
                    float bottom = columns.between(below, x, channels, c);
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

        float between(float[] line, int x, int channels, int channel) {
            float left = line[lower[x] * channels + channel];
            float right = line[upper[x] * channels + channel];
            return left + (right - left) * weight[x];
        }
    }
}
