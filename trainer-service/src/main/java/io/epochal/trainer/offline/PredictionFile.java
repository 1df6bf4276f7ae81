package io.epochal.trainer.offline;

import io.epochal.trainer.data.npz.NpzWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Predictions in a file: an array {@code predictions} of an NPZ archive, or a CSV with one column for each output. */
interface PredictionFile extends AutoCloseable {
    /** @param batch row after row */
    void append(float[] batch) throws IOException;

    @Override
    void close() throws IOException;

    /**
     * @param rows how many there will be
     * @param output the shape of one row's prediction
     */
    static PredictionFile create(Path file, int rows, List<Integer> output) throws IOException {
        return file.toString().endsWith(".npz") ? npz(file, rows, output) : csv(file, output);
    }

    private static PredictionFile npz(Path file, int rows, List<Integer> output) throws IOException {
        OutputStream out = Files.newOutputStream(file);
        NpzWriter writer = new NpzWriter(out);
        List<Integer> shape = new ArrayList<>(List.of(rows));
        shape.addAll(output);
        writer.begin("predictions", shape.stream().mapToInt(Integer::intValue).toArray());
        return new PredictionFile() {
            @Override
            public void append(float[] batch) throws IOException {
                writer.append(batch);
            }

            @Override
            public void close() throws IOException {
                writer.close();
            }
        };
    }

    private static PredictionFile csv(Path file, List<Integer> output) throws IOException {
        int width = output.stream().reduce(1, (a, b) -> a * b);
        BufferedWriter writer = Files.newBufferedWriter(file);
        for (int column = 0; column < width; column++) {
            writer.write((column == 0 ? "" : ",") + "output_" + column);
        }
        writer.write("\n");
        return new PredictionFile() {
            @Override
            public void append(float[] batch) throws IOException {
                for (int i = 0; i < batch.length; i++) {
                    write(writer, batch[i], (i + 1) % width == 0);
                }
            }

            @Override
            public void close() throws IOException {
                writer.close();
            }
        };
    }

    private static void write(Writer writer, float value, boolean last) throws IOException {
        writer.write(Float.toString(value));
        writer.write(last ? "\n" : ",");
    }
}
