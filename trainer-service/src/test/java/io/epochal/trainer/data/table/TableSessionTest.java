package io.epochal.trainer.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.trainer.data.rows.DataSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session reaches its file and its folder, and nothing else, whatever it is told. */
@Tag("slow")
class TableSessionTest {
    @TempDir
    private Path folder;

    @TempDir
    private Path cache;

    private TableSession session;

    @BeforeEach
    void open() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "a,y\n1,2\n");
        session = TableSession.open("a.csv", file, DataSettings.of(cache, cache, 1));
    }

    @AfterEach
    void close() throws IOException {
        session.close();
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void itsFileIsReadThroughALink() throws IOException {
        int sum = session.read(
                "SELECT sum(a + y) FROM read_csv(" + session.location() + ")", row -> row.next() ? row.getInt(1) : 0);
        assertThat(sum).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM read_text('/etc/passwd')",
                "COPY (SELECT 1) TO '/tmp/epochal-stolen.csv'",
                "ATTACH '/tmp/epochal-stolen.db'",
                "INSTALL httpfs",
                "LOAD httpfs",
                "SET enable_external_access = true",
                "SET allowed_directories = ['/']",
                "SET memory_limit = '100GB'",
                "SET temp_directory = '/tmp'",
                "RESET lock_configuration",
                "EXPORT DATABASE '/tmp/epochal-stolen'",
                "SELECT * FROM read_csv('http://127.0.0.1:1/a.csv')",
            })
    void nothingElseIsReachedEvenByAnyStatement(String sql) {
        assertThatThrownBy(() -> session.run(sql))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("a.csv: ");
        assertThat(Path.of("/tmp/epochal-stolen.csv")).doesNotExist();
    }

    @Test
    void whatDoesNotEndIsGivenUp() {
        assertThatThrownBy(() -> session.run("SELECT count(*) FROM range(100000000000) a, range(100000) b", 1))
                .hasMessageContaining("INTERRUPT");
    }

    @Test
    void namesAndTextsAreQuoted() throws IOException {
        String name = "a\"b' c";
        session.run("CREATE TABLE " + TableSession.name(name) + " AS SELECT " + TableSession.text("it's \\ \"x\"")
                + " AS " + TableSession.name(name));
        String read = session.read(
                "SELECT " + TableSession.name(name) + " FROM " + TableSession.name(name),
                row -> row.next() ? row.getString(1) : "");
        assertThat(read).isEqualTo("it's \\ \"x\"");
    }
}
