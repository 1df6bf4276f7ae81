package io.epochal.trainer.data.image;

import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.data.rows.HostTensor;
import io.epochal.trainer.data.rows.RowBatch;
import io.epochal.trainer.data.rows.RowFormat;
import io.epochal.trainer.data.rows.RowSource;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/** Images that are decoded when they are read, or ahead of it; targets are the indexes of their classes. */
final class ImageRows implements RowSource {
    private static final int MOST_AHEAD = 4096;

    private final List<LabelledImage> images;
    private final RowFormat input;
    private final int classes;
    private final DecodedAhead decoded;
    private final Closeable files;

    /**
     * Rows in this order.
     *
     * @param classes how many there are; 0 when the images have no labels
     * @param files closed with these rows
     */
    ImageRows(List<LabelledImage> images, ImageDecoder decoder, int classes, DataSettings settings, Closeable files) {
        this.images = List.copyOf(images);
        this.classes = classes;
        this.files = files;
        this.input = new RowFormat(
                "x", List.of(decoder.height(), decoder.width(), decoder.channels()), RowFormat.Kind.FLOAT32);
        long row = (long) input.width() * Float.BYTES;
        int most = (int) Math.max(1, Math.min(MOST_AHEAD, settings.memoryBytes() / row));
        this.decoded = new DecodedAhead(place -> decoder.decode(this.images.get(place)), settings.threads(), most);
    }

    @Override
    public int count() {
        return images.size();
    }

    @Override
    public List<RowFormat> inputs() {
        return List.of(input);
    }

    @Override
    public RowFormat target() {
        return classes == 0 ? RowFormat.none() : new RowFormat("y", List.of(), RowFormat.Kind.INT32);
    }

    @Override
    public boolean weighted() {
        return false;
    }

    @Override
    public void prefetch(int[] order) {
        decoded.begin(order);
    }

    @Override
    public RowBatch read(int[] rows) throws IOException {
        int width = input.width();
        float[] pixels = new float[Math.multiplyExact(rows.length, width)];
        float[] labels = new float[rows.length];
        List<Future<float[]>> taken = new ArrayList<>();
        for (int row : rows) {
            taken.add(decoded.take(row));
        }
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(DecodedAhead.await(taken.get(i)), 0, pixels, i * width, width);
            labels[i] = images.get(rows[i]).label();
        }
        int[] shape = {
            rows.length,
            input.shape().get(0),
            input.shape().get(1),
            input.shape().get(2)
        };
        HostTensor target = classes == 0
                ? new HostTensor(new int[] {rows.length, 0}, new float[0])
                : new HostTensor(new int[] {rows.length}, labels);
        return new RowBatch(List.of(new HostTensor(shape, pixels)), target, null);
    }

    @Override
    public void requireClasses(int units) throws IOException {
        for (LabelledImage image : images) {
            if (image.label() >= units) {
                throw new IOException(image.name() + " is of class " + image.label() + " of " + classes
                        + "; labels must be whole numbers from 0 to " + (units - 1) + ", since the last layer has "
                        + units + " units");
            }
        }
    }

    @Override
    public void close() throws IOException {
        decoded.close();
        files.close();
    }
}
