package io.epochal.trainer.data.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.trainer.plugin.TrainerPlugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows are read back from memory and from a file, however they are cut into parts. */
class FloatTableTest {
    @TempDir
    private Path cache;

    private DataSettings settings(long memory, long unpacked) {
        return new DataSettings(cache, cache, memory, unpacked, 1, TrainerPlugins.NONE);
    }

    private FloatTable table(int rows, int width, long memory, int part) throws IOException {
        try (FloatTableWriter writer = new FloatTableWriter("a", rows, width, settings(memory, 1 << 30), part)) {
            float[] row = new float[width + 1];
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < width; j++) {
                    row[j] = i * 1000 + j;
                }
                writer.write(row);
            }
            return writer.finish();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10, 3, 1000, 1000",
        "10, 3, 0, 1000",
        "10, 3, 0, 12",
        "10, 3, 1000, 12",
        "10, 3, 0, 30",
        "10, 3, 1000, 30",
        "1, 1, 0, 4",
        "7, 1, 1000, 8",
        "100000, 5, 0, 999999",
        "3, 400000, 0, 2000000"
    })
    void everyRowIsReadBack(int rows, int width, long memory, int part) throws IOException {
        FloatTable table = table(rows, width, memory, part);

        assertThat(table.count()).isEqualTo(rows);
        float[] read = new float[width + 2];
        for (int i = rows - 1; i >= 0; i -= Math.max(1, rows / 100)) {
            table.copy(i, read, 1);
            assertThat(read[0]).isZero();
            assertThat(read[1]).isEqualTo(i * 1000);
            assertThat(read[width]).isEqualTo(i * 1000 + width - 1);
            assertThat(read[width + 1]).isZero();
        }
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void theTablesOfARunShareItsMemory() {
        DataSettings run = settings(1000, 1 << 20);

        assertThat(run.claimMemory(600)).isTrue();
        assertThat(run.claimMemory(600)).isFalse();
        assertThat(run.claimMemory(400)).isTrue();
        assertThat(run.claimMemory(1)).isFalse();
        assertThat(run.claimMemory(0)).isTrue();
        assertThat(run.forNextRun().claimMemory(1000)).isTrue();
    }

    @Test
    void rowsWithoutNumbersAreRows() throws IOException {
        assertThat(table(4, 0, 0, 100).count()).isEqualTo(4);
        assertThat(FloatTable.empty(3).gather(0, new int[] {2, 1})).isEmpty();
    }

    @Test
    void aTableIsNotLargerThanAllowed() {
        assertThatThrownBy(() -> new FloatTableWriter("a.npz: x", 1000, 1000, settings(0, 3_999_999)))
                .hasMessage("a.npz: x has 1000 rows of 1000 numbers, which take 4000000 bytes; at most 3999999 are"
                        + " allowed, and 268435456 a row");
    }

    @Test
    void atTheEndEachRowIsThereOnce() throws IOException {
        try (FloatTableWriter writer = new FloatTableWriter("a", 1, 1, settings(100, 100))) {
            assertThatThrownBy(writer::finish).hasMessage("0 of 1 rows are written");
            writer.write(new float[] {1});
            assertThatThrownBy(() -> writer.write(new float[] {1})).hasMessage("all of the 1 rows are written");
        }
    }
}
