package io.epochal.callback.readmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.epochal.callback.guard.RunGlobs;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** PostgreSQL, where it is installed. */
// It makes a cluster, and for each test a database.
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the database of PostgresReadModelTest")
class PostgresReadModelTest extends ReadModelKit {
    private static @Nullable PostgresServer server;
    private static int databases;

    private @Nullable ReadModelPlace place;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> binaries = PostgresServer.installed();
        assumeTrue(binaries.isPresent(), "initdb and postgres are not installed");
        server = PostgresServer.start(binaries.orElseThrow());
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private static PostgresServer server() {
        return Objects.requireNonNull(server);
    }

    @Override
    ReadModelPlace place() {
        ReadModelPlace known = place;
        if (known == null) {
            try {
                known = server().database("test" + ++databases);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
        place = known;
        return known;
    }

    @Test
    void oneReplicaReadsAndAnotherOneTakesOver() throws Exception {
        ReaderTurn one = new ReaderTurn(database(), "runs");
        ReaderTurn other = new ReaderTurn(database(), "runs");
        assertThat(one.take(RandomRuns.at(0))).isTrue();
        assertThat(other.take(RandomRuns.at(5))).isFalse();
        assertThat(one.take(RandomRuns.at(8))).isTrue();
        assertThat(other.take(RandomRuns.at(15))).isFalse();
        assertThat(other.take(RandomRuns.at(30))).isTrue();
        assertThat(one.take(RandomRuns.at(31))).isFalse();
        other.leave();
        assertThat(one.take(RandomRuns.at(31))).isTrue();
    }

    @Test
    void whereItIsAwayThatIsSaidAndWhereItComesBackItIsUsedAgain() throws Exception {
        RunWriter writer = new RunWriter(database());
        writer.summary(new RunMessageSamples("one").summary());
        assertThat(writer.commit(new LogMoves(Map.of(LogReplay.RUNS, new LogMoves.Advance(-1, 1)))))
                .isTrue();
        server().stop();
        assertThatThrownBy(() -> new RunQueries(database()).version(RunGlobs.ALL))
                .isInstanceOf(ReadModelException.class)
                .hasMessageStartingWith("the database of the list does not answer: ");
        writer.summary(new RunMessageSamples("two").summary());
        LogMoves next = new LogMoves(Map.of(LogReplay.RUNS, new LogMoves.Advance(1, 2)));
        assertThatThrownBy(() -> writer.commit(next)).isInstanceOf(ReadModelException.class);

        server().begin();

        assertThat(writer.commit(next)).isTrue();
        assertThat(new RunQueries(database()).find("one")).isPresent();
        assertThat(new RunQueries(database()).find("two")).isPresent();
    }

    @Test
    void tablesOfANewerVersionAreLeftAlone() throws Exception {
        database()
                .write(connection ->
                        Sql.update(connection, "UPDATE epochal_model SET version = ?", Schema.VERSION + 1) == 1);
        assertThatThrownBy(() -> Database.open(place()))
                .isInstanceOf(ReadModelException.class)
                .hasMessageContaining("a newer one uses them");
    }

    @Test
    void passwordsAreNotPrinted() {
        assertThat(new ReadModelPlace.Shared("jdbc:postgresql://h/d?password=secret", "u", "secret").toString())
                .doesNotContain("secret");
    }
}
