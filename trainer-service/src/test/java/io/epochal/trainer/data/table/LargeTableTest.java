package io.epochal.trainer.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.data.Preprocessing;
import io.epochal.trainer.data.rows.DatasetRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More rows than the memory that DuckDB gets: it spills, and the rows are read from a mapped file. */
@Tag("slow")
class LargeTableTest {
    @TempDir
    private Path folder;

    @TempDir
    private Path cache;

    @Test
    void aTableThatIsLargerThanMemoryIsRead() throws IOException {
        Files.writeString(folder.resolve("a.csv"), "a,y\n1,2\n");
        TestTables tables = new TestTables(folder, cache);

        DatasetRows rows = tables.open(
                Map.of(
                        "type",
                        "csv",
                        "path",
                        "a.csv",
                        "y",
                        "y",
                        "x",
                        "i",
                        "query",
                        "SELECT i, hash(i)::VARCHAR || repeat('x', 100) AS t, i % 7 AS y FROM data, range(3000000) r(i)"),
                0,
                Preprocessing.NONE);
        assertThat(rows.train().count()).isEqualTo(3_000_000);
        assertThat(rows.train().read(new int[] {2_999_999, 5}).inputs().get(0).values())
                .containsExactly(2_999_999, 5);
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left).isEmpty();
        }
    }
}
