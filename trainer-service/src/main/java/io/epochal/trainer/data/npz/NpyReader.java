package io.epochal.trainer.data.npz;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** Reads an array row by row, as floats. */
final class NpyReader implements AutoCloseable {
    private static final int LARGEST_COLUMN_MAJOR = 1 << 28;
    private static final float EXACT = 1 << 24;

    private final String origin;
    private final NpyHeader header;
    private final DataInputStream in;
    private final int width;
    private final ByteBuffer bytes;
    private float[] columns = {};
    private int row;

    NpyReader(String origin, NpyHeader header, DataInputStream in) throws IOException {
        this.origin = origin;
        this.header = header;
        this.in = in;
        this.width = (int) header.rowWidth();
        long row = (long) width * header.type().bytes();
        if (row > LARGEST_COLUMN_MAJOR) {
            throw new IOException("has rows of " + row + " bytes; at most " + LARGEST_COLUMN_MAJOR + " are possible");
        }
        this.bytes = ByteBuffer.allocate((int) row).order(header.type().order());
    }

    String origin() {
        return origin;
    }

    int rows() {
        return header.shape()[0];
    }

    List<Integer> rowShape() {
        return IntStream.of(header.shape()).skip(1).boxed().toList();
    }

    boolean isWhole() {
        return header.type().whole();
    }

    int width() {
        return width;
    }

    /** Reads the next row; each of its numbers must be finite, and whole numbers must be exact as floats. */
    void next(float[] into) throws IOException {
        if (header.columnMajor() && header.shape().length > 1) {
            transposed(into);
        } else {
            fill(bytes);
            for (int i = 0; i < width; i++) {
                into[i] = (float) checked(
                        header.type().element().at(bytes, i * header.type().bytes()), row, i);
            }
        }
        row++;
    }

    /** Element (row, i, j) is at row + rows * (i + sides * j): the first index changes fastest. */
    private void transposed(float[] into) throws IOException {
        if (row == 0) {
            readColumns();
        }
        int[] shape = header.shape();
        for (int i = 0; i < width; i++) {
            int rest = i;
            int column = 0;
            int stride = width;
            for (int d = shape.length - 1; d > 0; d--) {
                stride /= shape[d];
                column += rest % shape[d] * stride;
                rest /= shape[d];
            }
            into[i] = (float) checked(columns[row + rows() * column], row, i);
        }
    }

    private void readColumns() throws IOException {
        long size = (long) rows() * width;
        if (size > LARGEST_COLUMN_MAJOR) {
            throw new IOException(origin + " is stored in Fortran's order and has " + size + " numbers; at most "
                    + LARGEST_COLUMN_MAJOR + " are possible in it. Save numpy.ascontiguousarray of it");
        }
        columns = new float[(int) size];
        ByteBuffer one =
                ByteBuffer.allocate(header.type().bytes()).order(header.type().order());
        for (int i = 0; i < columns.length; i++) {
            fill(one);
            columns[i] = (float) header.type().element().at(one, 0);
        }
    }

    private void fill(ByteBuffer buffer) throws IOException {
        try {
            in.readFully(buffer.array());
        } catch (EOFException e) {
            throw new IOException(origin + " ends too early", e);
        } catch (IOException e) {
            throw new IOException(origin + " is damaged: " + e.getMessage(), e);
        }
    }

    private double checked(double value, int row, int place) throws IOException {
        if (!Float.isFinite((float) value)) {
            throw new IOException(
                    origin + ", row " + row + at(place) + " must be a finite number of 32 bits; found " + value);
        }
        if (isWhole() && Math.abs(value) > EXACT) {
            throw new IOException(origin + ", row " + row + at(place)
                    + " must be a whole number of at most 16777216 to be exact; found " + (long) value
                    + ". Save the array as floats if it need not be exact");
        }
        return value;
    }

    /** The place in the row, such as {@code [3, 4]}; nothing when a row is one number. */
    private String at(int place) {
        StringBuilder indexes = new StringBuilder();
        int rest = place;
        for (int d = header.shape().length - 1; d > 0; d--) {
            indexes.insert(0, (d == 1 ? "" : ", ") + rest % header.shape()[d]);
            rest /= header.shape()[d];
        }
        return indexes.isEmpty() ? "" : " at [" + indexes + "]";
    }

    /** Fails unless all was read and the checksum is right. */
    void end() throws IOException {
        int more;
        try {
            more = in.read();
        } catch (IOException e) {
            throw new IOException(origin + " is damaged: " + e.getMessage(), e);
        }
        if (more >= 0) {
            throw new IOException(origin + " is damaged: it continues behind its last row");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
