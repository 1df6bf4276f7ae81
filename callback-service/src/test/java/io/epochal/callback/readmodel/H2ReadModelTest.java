package io.epochal.callback.readmodel;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.guard.RunGlobs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The embedded database. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the files of H2ReadModelTest")
class H2ReadModelTest extends ReadModelKit {
    @TempDir
    private Path folder;

    @Override
    ReadModelPlace place() {
        return new ReadModelPlace.Embedded(folder);
    }

    private void storeOne() throws ReadModelException {
        RunWriter writer = new RunWriter(database());
        writer.summary(new RunMessageSamples("one").summary());
        writer.commit(new LogMoves(Map.of(LogReplay.RUNS, new LogMoves.Advance(-1, 1))));
    }

    private boolean hasOne() throws ReadModelException {
        return new RunQueries(database()).find("one").isPresent();
    }

    @Test
    void isThereAfterARestart() throws Exception {
        storeOne();
        reopen();
        assertThat(hasOne()).isTrue();
    }

    @Test
    void damagedFilesAreMadeAnew() throws Exception {
        storeOne();
        database().close();
        for (Path file : files()) {
            Files.writeString(file, "no database", StandardCharsets.UTF_8, StandardOpenOption.TRUNCATE_EXISTING);
        }
        open();
        assertThat(hasOne()).isFalse();
        assertThat(new RunQueries(database()).places()).isEmpty();
        storeOne();
        assertThat(hasOne()).isTrue();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("1"))) {
            return files.toList();
        }
    }

    @Test
    void tablesOfAnotherVersionAreMadeAnew() throws Exception {
        for (int version : new int[] {Schema.VERSION - 1, Schema.VERSION + 1}) {
            storeOne();
            database()
                    .write(connection -> Sql.update(connection, "UPDATE epochal_model SET version = ?", version) == 1);
            reopen();
            assertThat(hasOne()).isFalse();
            assertThat(new RunQueries(database()).places()).isEmpty();
        }
    }

    @Test
    void eachProcessHasAFolderOfItsOwn() throws Exception {
        storeOne();
        try (Database other = Database.open(place())) {
            assertThat(new RunQueries(other).version(RunGlobs.ALL)).isZero();
            assertThat(new RunQueries(other).find("one")).isEmpty();
        }
        assertThat(hasOne()).isTrue();
    }
}
