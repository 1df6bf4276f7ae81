package io.epochal.trainer.djl;

import io.epochal.trainer.run.port.Engine;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;

/** Draws a weight as Keras 3.15, tensorboard.py, {@code _log_weight_as_image}, and TensorFlow's {@code convert_image_dtype} do. */
final class WeightPicture {
    private static final int MOST = 3;
    /** TensorFlow's scale from [0, 1] to bytes: the largest byte and a half. */
    private static final float SCALE = 255.5f;

    private final int height;
    private final int width;
    private final int channels;

    private WeightPicture(int height, int width, int channels) {
        this.height = height;
        this.width = width;
        this.channels = channels;
    }

    private interface Values {
        float at(int image, int row, int column, int channel);
    }

    /** @param values in Keras' layout, row-major; empty for shapes that Keras does not draw */
    static Optional<Engine.WeightImages> of(String weight, long[] shape, float[] values) {
        int[] s = Arrays.stream(shape)
                .filter(size -> size != 1)
                .mapToInt(Math::toIntExact)
                .toArray();
        return switch (s.length) {
            case 1 -> drawn(weight, new WeightPicture(s[0], 1, 1), 1, (i, y, x, c) -> values[y]);
            case 2 ->
                s[0] > s[1]
                        ? drawn(weight, new WeightPicture(s[1], s[0], 1), 1, (i, y, x, c) -> values[x * s[1] + y])
                        : drawn(weight, new WeightPicture(s[0], s[1], 1), 1, (i, y, x, c) -> values[y * s[1] + x]);
            case 3 ->
                drawn(
                        weight,
                        new WeightPicture(s[0], s[1], 1),
                        s[2],
                        (i, y, x, c) -> values[(y * s[1] + x) * s[2] + i]);
            case 4 ->
                s[3] == 3 || s[3] == 4
                        ? drawn(
                                weight,
                                new WeightPicture(s[1], s[2], s[3]),
                                s[0],
                                (i, y, x, c) -> values[((i * s[1] + y) * s[2] + x) * s[3] + c])
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<Engine.WeightImages> drawn(
            String weight, WeightPicture picture, int images, Values values) {
        List<byte[]> pngs = new ArrayList<>();
        for (int image = 0; image < Math.min(images, MOST); image++) {
            pngs.add(picture.png(image, values));
        }
        return Optional.of(new Engine.WeightImages(weight, picture.width, picture.height, pngs));
    }

    private byte[] png(int image, Values values) {
        int type = channels == 1
                ? BufferedImage.TYPE_BYTE_GRAY
                : channels == 3 ? BufferedImage.TYPE_3BYTE_BGR : BufferedImage.TYPE_4BYTE_ABGR;
        BufferedImage picture = new BufferedImage(width, height, type);
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                for (int channel = 0; channel < channels; channel++) {
                    int value = (int) (values.at(image, row, column, channel) * SCALE);
                    picture.getRaster().setSample(column, row, channel, Math.max(0, Math.min(255, value)));
                }
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        }
        return out.toByteArray();
    }
}
