package io.epochal.trainer.data.npz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is read back, and is laid out as NumPy's format has it. */
class NpzWriterTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        float[] many = new float[50_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = i * 0.25f;
        }
        Path file = folder.resolve("p.npz");
        try (NpzWriter writer = new NpzWriter(Files.newOutputStream(file))) {
            writer.write("predictions", new int[] {50_000 / 5, 5}, many);
            writer.begin("rows", 3);
            writer.append(new float[] {1, 2});
            writer.append(new float[] {3});
        }

        try (NpzFile npz = NpzFile.open("p.npz", file);
                NpyReader predictions = npz.read("predictions", 1 << 20);
                NpyReader rows = npz.read("rows", 1 << 20)) {
            float[] row = new float[5];
            for (int i = 0; i < 10_000; i++) {
                predictions.next(row);
                assertThat(row[4]).isEqualTo(many[i * 5 + 4]);
            }
            predictions.end();
            assertThat(rows.rowShape()).isEmpty();
            assertThat(rows.rows()).isEqualTo(3);
        }
    }

    @Test
    void theSameArraysAreTheSameBytes() throws IOException {
        assertThat(written()).isEqualTo(written());
    }

    private static byte[] written() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (NpzWriter writer = new NpzWriter(bytes)) {
            writer.write("a", new int[] {2}, new float[] {1, 2});
        }
        return bytes.toByteArray();
    }

    /** numpy/lib/format.py: the elements begin at a multiple of 64, and the header ends with a line end. */
    @Test
    void theHeaderIsNumPys() throws IOException {
        Path file = Files.write(folder.resolve("a.npz"), written());
        try (java.util.zip.ZipFile zip = new java.util.zip.ZipFile(file.toFile())) {
            byte[] array = zip.getInputStream(zip.getEntry("a.npy")).readAllBytes();
            assertThat(array).hasSize(128 + 2 * Float.BYTES);
            assertThat(new String(array, 10, 118, StandardCharsets.US_ASCII))
                    .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }  ")
                    .endsWith(" \n");
        }
    }

    @Test
    void anArrayIsFilledBeforeTheNext() throws IOException {
        try (NpzWriter writer = new NpzWriter(new ByteArrayOutputStream())) {
            writer.begin("a", 2);
            assertThatThrownBy(() -> writer.append(new float[3])).hasMessage("a takes 2 more numbers, not 3");
            assertThatThrownBy(() -> writer.begin("b", 1)).hasMessage("a takes 2 more numbers");
        }
    }
}
