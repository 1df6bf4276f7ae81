package io.epochal.trainer.data.rows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link FloatTable} row by row: to memory, or when the tables of the run take more than the settings allow, to a file in the cache. The file
 * has no name once it is mapped, so nothing is left of it when the process ends, also when it is killed.
 */
public final class FloatTableWriter implements AutoCloseable {
    private static final int PART = 256 << 20;
    private static final int BUFFER = 1 << 20;

    private final int rows;
    private final int width;
    private final int rowsPerPart;
    private final List<FloatBuffer> parts = new ArrayList<>();
    private final @Nullable Path file;
    private final @Nullable FileChannel channel;
    private final ByteBuffer buffer;
    private int written;

    /**
     * Begins a table.
     *
     * @param rows how many will be written
     * @throws IOException when it takes more than the settings allow in all
     */
    public FloatTableWriter(String name, int rows, int width, DataSettings settings) throws IOException {
        this(name, rows, width, settings, PART);
    }

    /** @param part bytes of one part of the table; a row is in one part */
    FloatTableWriter(String name, int rows, int width, DataSettings settings, int part) throws IOException {
        long bytes = (long) rows * width * Float.BYTES;
        if (bytes > settings.unpackedBytes() || (long) width * Float.BYTES > part) {
            throw new IOException(name + " has " + rows + " rows of " + width + " numbers, which take " + bytes
                    + " bytes; at most " + settings.unpackedBytes() + " are allowed, and " + part + " a row");
        }
        this.rows = rows;
        this.width = width;
        this.rowsPerPart = Math.max(1, Math.min(rows, part / Math.max(1, width * Float.BYTES)));
        if (settings.claimMemory(bytes)) {
            file = null;
            channel = null;
            buffer = ByteBuffer.allocate(0);
        } else {
            Files.createDirectories(settings.cache());
            file = Files.createTempFile(settings.cache(), "rows-", ".floats");
            channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            buffer = ByteBuffer.allocateDirect(Math.max(BUFFER, width * Float.BYTES))
                    .order(ByteOrder.nativeOrder());
        }
    }

    /** Appends one row: the first {@code width} numbers. */
    public void write(float[] row) throws IOException {
        if (written == rows) {
            throw new IllegalStateException("all of the " + rows + " rows are written");
        }
        if (channel == null) {
            if (written % rowsPerPart == 0) {
                parts.add(FloatBuffer.allocate(Math.min(rowsPerPart, rows - written) * width));
            }
            parts.get(parts.size() - 1).put(row, 0, width);
        } else {
            append(channel, row);
        }
        written++;
    }

    private void append(FileChannel out, float[] row) throws IOException {
        if (buffer.remaining() < width * Float.BYTES) {
            flush(out);
        }
        buffer.asFloatBuffer().put(row, 0, width);
        buffer.position(buffer.position() + width * Float.BYTES);
    }

    private void flush(FileChannel out) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
        buffer.clear();
    }

    /** The table, once all rows are written. */
    public FloatTable finish() throws IOException {
        if (written < rows) {
            throw new IllegalStateException(written + " of " + rows + " rows are written");
        }
        if (channel != null) {
            flush(channel);
            long bytes = (long) rows * width * Float.BYTES;
            long part = (long) rowsPerPart * width * Float.BYTES;
            for (long at = 0; at < bytes; at += part) {
                parts.add(channel.map(FileChannel.MapMode.READ_ONLY, at, Math.min(part, bytes - at))
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer());
            }
        }
        return new FloatTable(rows, width, rowsPerPart, parts);
    }

    @Override
    public void close() throws IOException {
        if (channel != null && file != null) {
            channel.close();
            Files.deleteIfExists(file);
        }
    }
}
