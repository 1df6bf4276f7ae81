package io.epochal.trainer.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.data.Preprocessing;
import io.epochal.trainer.data.rows.DatasetRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet files that DuckDB has written, and queries on them. */
@Tag("slow")
class ParquetRowsTest {
    @TempDir
    private Path folder;

    @TempDir
    private Path cache;

    private TestTables tables;

    @BeforeEach
    void aTable() throws SQLException {
        tables = new TestTables(folder, cache);
        write("SELECT i::INTEGER AS i, i * 0.5 AS d, i % 2 = 1 AS b, ['x', 'y'][i % 2 + 1] AS c, i % 3 AS y"
                + " FROM range(6) t(i)");
    }

    private void write(String select) throws SQLException {
        try (Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + select + ") TO '" + folder.resolve("a.parquet") + "' (FORMAT parquet)");
        }
    }

    private DatasetRows open(Map<String, Object> options) throws IOException {
        Map<String, Object> all = new TreeMap<>(Map.of("type", "parquet", "path", "a.parquet", "y", "y"));
        all.putAll(options);
        return tables.open(all, 0, Preprocessing.NONE);
    }

    @Test
    void numbersTruthValuesAndTextAreRead() throws IOException {
        DatasetRows rows = open(Map.of("limit", 3));

        assertThat(TestTables.x(rows.train()))
                .containsExactly(
                        List.of(0f, 0f, 0f, 1f, 0f), List.of(1f, 0.5f, 1f, 0f, 1f), List.of(2f, 1f, 0f, 1f, 0f));
        assertThat(TestTables.y(rows.train())).containsExactly(0f, 1f, 2f);
    }

    @Test
    void aQueryMakesTheColumns() throws IOException {
        DatasetRows rows = open(Map.of("query", "SELECT i * 10 AS ten, y FROM data WHERE b ORDER BY i DESC;"));

        assertThat(TestTables.x(rows.train())).containsExactly(List.of(50f), List.of(30f), List.of(10f));
        assertThat(TestTables.y(rows.train())).containsExactly(2f, 0f, 1f);
    }

    @Test
    void aQueryOnTextFilesSeesNumbers() throws IOException {
        DatasetRows rows = tables.csv(
                "a,k,y\n1,x,0\n2,y,1\n3,it's,1\n",
                Map.of("query", "SELECT a * 2 AS a, y FROM data WHERE k <> 'it''s' -- \"comment\""));

        assertThat(TestTables.x(rows.train())).containsExactly(List.of(2f), List.of(4f));
    }

    @Test
    void otherRowsMayBeAnotherQuery() throws IOException {
        DatasetRows rows = open(Map.of(
                "query",
                "SELECT d, y FROM data WHERE i < 4",
                "validation",
                Map.of("query", "SELECT y, d FROM data WHERE i >= 4")));

        assertThat(TestTables.x(rows.validation())).containsExactly(List.of(2f), List.of(2.5f));
        assertThat(TestTables.y(rows.validation())).containsExactly(1f, 2f);
    }

    /** In the other rows numbers are text, and the text of the training rows is numbers. */
    @Test
    void whatTheTrainingRowsHadDecidesTheKindOfAColumn() throws IOException, SQLException {
        write("SELECT 1 AS n, '7' AS c, 0 AS y UNION ALL SELECT 2, '8', 1 ORDER BY 1");
        DatasetRows rows = open(Map.of(
                "query",
                "SELECT n, c, y FROM data",
                "validation",
                Map.of("query", "SELECT n::VARCHAR AS n, c::INTEGER AS c, y::VARCHAR AS y FROM data")));

        assertThat(TestTables.x(rows.validation())).isEqualTo(TestTables.x(rows.train()));
        assertThat(TestTables.y(rows.validation())).isEqualTo(TestTables.y(rows.train()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT DATE '2020-01-01' AS d, 1 AS y|column d must be numbers, truth values or text; it is DATE.",
                "SELECT [1, 2] AS d, 1 AS y|column d must be numbers, truth values or text; it is INTEGER[]",
                "SELECT {'a': 1} AS d, 1 AS y|column d must be numbers, truth values or text; it is STRUCT",
                "SELECT 'a'::BLOB AS d, 1 AS y|it is BLOB",
                "SELECT NULL::INTEGER AS d, 1 AS y|row 0 (the first is 0), column d has no value",
                "SELECT 'nan'::FLOAT AS d, 1 AS y|row 0 (the first is 0), column d has no value",
                "SELECT '-inf'::DOUBLE AS d, 1 AS y|row 0 (the first is 0), column d must be a finite number",
                "SELECT 1 AS d, 1 AS y WHERE d = 2|a.parquet has no rows",
            })
    void whatIsNoNumberIsSaidWithItsPlace(String select, String message) throws SQLException {
        write(select);
        assertThatThrownBy(() -> open(Map.of())).isInstanceOf(IOException.class).hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM read_text('/etc/passwd')",
                "SELECT * FROM read_blob('/etc/passwd')",
                "SELECT * FROM read_csv('/etc/passwd')",
                "SELECT * FROM read_json('/etc/passwd')",
                "SELECT * FROM parquet_metadata('/etc/passwd')",
                "SELECT * FROM sniff_csv('/etc/passwd')",
                "SELECT * FROM '/etc/passwd'",
                "SELECT * FROM glob('/etc/*')",
                "SELECT * FROM read_csv('http://127.0.0.1:1/a.csv')",
                "SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')",
                "WITH a AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM a",
                "SELECT (SELECT content FROM read_text('/etc/passwd')) AS x, 1 AS y",
                "COPY data TO 'stolen.csv'",
                "SELECT 1 AS a, 2 AS y; COPY data TO 'stolen.csv'",
                "INSTALL httpfs",
                "LOAD httpfs",
                "ATTACH 'other.db'",
                "SET enable_external_access = true",
                "PRAGMA database_list",
                "CREATE TABLE other AS SELECT 1",
                "DROP TABLE data",
                "DELETE FROM data",
                "EXPORT DATABASE 'stolen'",
                "CALL enable_logging()",
                "SELECT 1 AS a, 2 AS y) TO 'stolen.csv'; --",
                "') ; COPY data TO 'stolen.csv'; SELECT ('",
                "not SQL at all",
                "",
            })
    void aHostileQueryReadsAndWritesNothingElse(String query) throws IOException {
        assertThatThrownBy(() -> open(Map.of("query", query))).hasMessageContaining("query");
        for (Path place : List.of(folder, cache, Path.of(""))) {
            try (Stream<Path> files = Files.list(place)) {
                assertThat(files.map(Path::toString))
                        .noneMatch(file -> file.contains("stolen") || file.contains("other.db"));
            }
        }
    }

    @Test
    void aWrongQueryIsSaidInTheWordsOfTheDatabase() {
        assertThatThrownBy(() -> open(Map.of("query", "SELECT ii AS x, y FROM data")))
                .hasMessageStartingWith("data.query cannot be answered from a.parquet: Binder Error:")
                .hasMessageContaining("\"ii\" not found");
        assertThatThrownBy(() -> open(Map.of("query", "SELECT i FROM data")))
                .hasMessageContaining("a.parquet has no column y");
    }

    @Test
    void nothingIsLeftInTheCache() throws IOException {
        open(Map.of());
        try (Stream<Path> files = Files.list(cache)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aCutOrDamagedFileIsReadOrRefusedByItsName() throws IOException {
        Path file = folder.resolve("a.parquet");
        byte[] right = Files.readAllBytes(file);
        Random random = new Random(5);
        for (int i = 0; i < 30; i++) {
            byte[] damaged = Arrays.copyOf(right, i % 2 == 0 ? right.length : i * right.length / 30);
            if (i % 2 == 0) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, damaged);
            try {
                assertThat(open(Map.of()).train().count()).isEqualTo(6);
            } catch (IOException e) {
                assertThat(e.getMessage()).contains("a.parquet");
            }
        }
    }
}
