package io.epochal.callback.readmodel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.callback.guard.RunGlobs;
import io.epochal.callback.query.RunFilter;
import io.epochal.callback.query.RunOrder;
import io.epochal.callback.query.RunQuery;
import io.epochal.callback.query.SpecFields;
import io.epochal.callback.summary.BatchCurve;
import io.epochal.callback.summary.RunFacts;
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.Message;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.TrainingEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every database must do. */
abstract class ReadModelKit {
    private static final Instant NOW = RandomRuns.at(330);

    private Database database;

    /** A database without tables; the same until the next test. */
    abstract ReadModelPlace place();

    @BeforeEach
    void open() throws ReadModelException {
        database = Database.open(place());
    }

    @AfterEach
    void close() {
        database.close();
    }

    Database database() {
        return database;
    }

    /** As if the process had ended and begun again. */
    void reopen() throws ReadModelException {
        database.close();
        database = Database.open(place());
    }

    private List<String> listed(String filter, RunOrder order, RunGlobs seen) throws ReadModelException {
        return new RunQueries(database)
                .list(new RunQuery(RunFilter.read(filter), order, seen, 1, RunQuery.MOST), NOW).runs().stream()
                        .map(RunSummary::run)
                        .toList();
    }

    private List<ReferenceRun> stored(Random random, int count) throws ReadModelException {
        RandomRuns runs = new RandomRuns(random);
        List<Message> log = new ArrayList<>(new RandomLog(random).messages(count));
        Map<String, RunSummary> summaries = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            RunSummary one = runs.summary("run-" + i);
            summaries.put(one.run(), one);
            log.add(random.nextInt(log.size()), one);
        }
        assertThat(new LogReplay(database, log).readTo(log.size())).isTrue();
        List<ReferenceRun> reference = new ArrayList<>();
        for (RunSummary one : summaries.values()) {
            if (one.requested() != null || one.started() != null) {
                reference.add(ReferenceRun.of(one, metrics(one.run()), fields(one.run(), log)));
            }
        }
        return reference;
    }

    private Map<String, Double> metrics(String run) throws ReadModelException {
        Map<String, Double> shown = new TreeMap<>();
        database.read(connection -> ProgressRows.read(connection, run))
                .metrics
                .forEach((name, one) -> shown.put(name, one.shown()));
        return shown;
    }

    private static Map<String, JsonNode> fields(String run, List<Message> log) {
        Map<String, JsonNode> fields = new TreeMap<>();
        TrainingEvent newest = null;
        for (Message message : log) {
            if (message instanceof TrainingEvent event
                    && event.run().equals(run)
                    && RunFacts.of(event).isPresent()
                    && (newest == null || event.attempt() > newest.attempt())) {
                newest = event;
            }
        }
        if (newest != null) {
            RunFacts.of(newest).ifPresent(facts -> fields.putAll(SpecFields.of(facts)));
        }
        return fields;
    }

    private void storeFive() throws ReadModelException {
        RunWriter writer = new RunWriter(database);
        writer.summary(new RunMessageSamples("mnist-1").summary(0, RunStatus.COMPLETED, "val_loss", 0.04));
        writer.summary(new RunMessageSamples("mnist-2").summary(100, RunStatus.FAILED, "val_loss", 0.06));
        writer.summary(new RunMessageSamples("wine-3").summary(200, null, "val_accuracy", 0.9));
        writer.summary(new RunMessageSamples("wine-4").summary(300, RunStatus.CANCELLED, "val_loss", null));
        writer.summary(new RunMessageSamples("odd-5").summary(400, RunStatus.FAILED, "val_loss", Double.NaN));
        writer.commit(new LogMoves(Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                            | mnist-1 mnist-2 wine-3 wine-4 odd-5",
                "`   `                         | mnist-1 mnist-2 wine-3 wine-4 odd-5",
                "mnist                         | mnist-1 mnist-2",
                "MNIST                         | mnist-1 mnist-2",
                "\"wine-3\"                    | wine-3",
                "nist 2                        | mnist-2",
                "val_loss < 0.05               | mnist-1",
                "val_loss<0.05                 | mnist-1",
                "val_loss <= 0.06              | mnist-1 mnist-2",
                "val_loss != 0.04              | mnist-2 odd-5",
                "val_loss>5e-2                 | mnist-2",
                "val_accuracy >= 0.9           | wine-3",
                "best = 0.9                    | wine-3",
                "last > 1.5                    | wine-3",
                "epochs >= 5                   | mnist-1 mnist-2 wine-3 wine-4 odd-5",
                "epochs > 5                    | ",
                "attempt == 1 mnist            | mnist-1 mnist-2",
                "took > 60                     | wine-3",
                "status:failed                 | mnist-2 odd-5",
                "status=failed,cancelled       | mnist-2 wine-4 odd-5",
                "status: RUNNING               | wine-3",
                "mnist val_loss < 1 status:failed | mnist-2",
            })
    void selectsRuns(String filter, String expected) throws Exception {
        storeFive();
        assertThat(listed(filter, RunOrder.read("started"), RunGlobs.ALL))
                .containsExactly(expected == null ? new String[0] : expected.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "-started, odd-5 wine-4 wine-3 mnist-2 mnist-1",
        "nonsense, odd-5 wine-4 wine-3 mnist-2 mnist-1",
        "run, mnist-1 mnist-2 odd-5 wine-3 wine-4",
        "best, mnist-1 mnist-2 wine-3 odd-5 wine-4",
        "-best, odd-5 wine-3 mnist-2 mnist-1 wine-4",
        "status, wine-3 mnist-1 odd-5 mnist-2 wine-4",
        "-took, wine-3 odd-5 wine-4 mnist-2 mnist-1",
        "epochs, odd-5 wine-4 wine-3 mnist-2 mnist-1",
    })
    void sortsAndPutsRunsWithoutAValueLast(String order, String expected) throws Exception {
        storeFive();
        assertThat(listed("", RunOrder.read(order), RunGlobs.ALL)).containsExactly(expected.split(" "));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void filtersAndSortsAsJavaDoes(long seed) throws Exception {
        Random random = new Random(seed);
        List<ReferenceRun> runs = stored(random, 60);
        List<RunOrder> orders = new ArrayList<>(RunOrder.Column.PLAIN.stream()
                .map(column -> new RunOrder(column, random.nextBoolean()))
                .toList());
        orders.add(new RunOrder(RunOrder.Column.METRIC, "val_accuracy", random.nextBoolean()));
        int some = 0;
        for (int i = 0; i < 400; i++) {
            String text = i < orders.size() ? "" : new RandomRuns(random).filter();
            RunOrder order = orders.get(i % orders.size());
            List<String> expected = ReferenceRun.listed(runs, RunFilter.read(text), order, NOW);
            assertThat(listed(text, order, RunGlobs.ALL))
                    .as("%s by %s", text, order.text())
                    .isEqualTo(expected);
            some += !expected.isEmpty() && expected.size() < runs.size() ? 1 : 0;
        }
        assertThat(some).as("filters that select some of the runs").isGreaterThan(60);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "spec.optimizer.learning_rate <= 0.001 | a",
                "spec.optimizer.learning_rate > 0.001  | b",
                "spec.optimizer.learning_rate = 1e-3   | a",
                "spec.optimizer.type = adam            | a b",
                "spec.optimizer.type = \"adam\"        | a b",
                "spec.optimizer.type != adam           | ",
                "spec.model.layers[0].units >= 10      | a b",
                "spec.no.such.field != 1               | ",
                "spec.optimizer.type > 1               | ",
            })
    void filtersByFieldsOfTheSpec(String filter, String expected) throws Exception {
        List<Message> log = new ArrayList<>();
        for (String run : List.of("a", "b")) {
            log.add(new RunMessageSamples(run).requested(run.equals("a") ? 0.001 : 0.01));
            log.add(new RunMessageSamples(run).summary());
        }
        new LogReplay(database, log).readTo(log.size());
        assertThat(listed(filter, new RunOrder(RunOrder.Column.RUN, false), RunGlobs.ALL))
                .containsExactly(expected == null ? new String[0] : expected.split(" "));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aLogThatIsReadInPiecesByProcessesThatDieGivesTheSameRows(long seed) throws Exception {
        Random random = new Random(seed);
        List<Message> log = new RandomLog(random).messages(5);
        LogReplay replay = new LogReplay(database, log);
        for (int at = 0; at < log.size(); ) {
            int next = Math.min(log.size(), at + 1 + random.nextInt(20));
            switch (random.nextInt(4)) {
                case 0 -> {
                    replay.readAndDie(next);
                    replay = new LogReplay(database, log);
                }
                case 1 -> {
                    reopen();
                    replay = new LogReplay(database, log);
                }
                default -> {
                    assertThat(replay.readTo(next)).isTrue();
                    at = next;
                }
            }
        }
        ReferenceTables expected = new ReferenceTables(log);
        assertThat(metricRows()).containsExactlyInAnyOrderElementsOf(expected.metrics());
        assertThat(rows("SELECT run, path, text_value FROM epochal_field"))
                .containsExactlyInAnyOrderElementsOf(expected.fields());
        assertThat(curveRows()).containsExactlyInAnyOrderElementsOf(expected.curves());
    }

    private List<String> rows(String sql) throws ReadModelException {
        return database.read(connection -> Sql.query(
                connection, sql, List.of(), row -> row.getString(1) + " " + row.getString(2) + " " + row.getString(3)));
    }

    private List<String> metricRows() throws ReadModelException {
        return database.read(connection -> Sql.query(
                connection,
                "SELECT run, name, best_value, newest_value, greater_is_better FROM epochal_metric",
                List.of(),
                row -> {
                    boolean greater = row.getBoolean(5);
                    Boolean known = row.wasNull() ? null : (Boolean) greater;
                    return row.getString(1) + " " + row.getString(2) + " " + ProgressRows.number(row, 3) + " "
                            + row.getDouble(4) + " " + known;
                }));
    }

    private List<String> curveRows() throws ReadModelException {
        return database.read(connection -> {
            List<String> rows = new ArrayList<>();
            for (String run : Sql.query(
                    connection,
                    "SELECT run FROM epochal_curve UNION SELECT run FROM epochal_curve_part",
                    List.of(),
                    row -> row.getString(1))) {
                BatchCurve curve = CurveRows.read(connection, run).orElseThrow();
                rows.add(run + " " + curve.state() + " " + curve.columns());
            }
            return rows;
        });
    }

    /** Stored a few at a time or many, by one writer after another, and asked in between. */
    @Test
    void aCurveIsThatOfItsBatchesInHoweverManyPartsTheyAreStored() throws Exception {
        Random random = new Random(222);
        BatchCurve reference = new BatchCurve();
        CurveWriter writer = new CurveWriter(database);
        long step = 0;
        for (int commit = 1; commit <= 120; commit++) {
            for (int left = 1 + random.nextInt(commit % 9 == 0 ? 300 : 5); left > 0; left--, step++) {
                BatchEnded batch = new BatchEnded(
                        "run", 1 + commit / 50, Instant.EPOCH, 0, 0, step, random.nextDouble(), Metrics.NONE, 0.1, 0);
                reference.add(batch);
                writer.batch(batch);
            }
            assertThat(writer.commit(new LogMoves(Map.of()))).isTrue();
            RunQueries queries = new RunQueries(database);
            assertThat(queries.curve("run")).contains(reference.columns());
            assertThat(queries.curveVersion("run")).isEqualTo(step - 1);
            if (commit % 20 == 0) {
                writer = new CurveWriter(database);
            }
            if (commit % 50 == 49) {
                step -= step / 3;
            }
        }
        writer.clear();
        assertThat(new RunQueries(database).curve("run")).isEmpty();
    }

    @Test
    void ofTwoReadersOnlyTheFirstGoesOn() throws Exception {
        List<Message> log = new RandomLog(new Random(1)).messages(2);
        LogReplay first = new LogReplay(database, log);
        assertThat(first.readTo(5)).isTrue();
        RunWriter late = new RunWriter(database);
        late.summary(new RandomRuns(new Random(1)).summary("late"));
        assertThat(first.readTo(8)).isTrue();

        assertThat(late.commit(new LogMoves(Map.of(LogReplay.RUNS, new LogMoves.Advance(5, 9)))))
                .isFalse();
        assertThat(first.next(LogReplay.RUNS)).isEqualTo(8);
        assertThat(new RunQueries(database).find("late")).isEmpty();
    }

    @Test
    void aTopicThatWasCreatedAgainIsReadAnew() throws Exception {
        stored(new Random(2), 10);
        TopicIds ids = new TopicIds(database);
        RunWriter writer = new RunWriter(database);
        assertThat(ids.compare(Map.of("runs", "one"), writer)).isFalse();
        assertThat(ids.compare(Map.of("runs", "one"), writer)).isFalse();
        assertThat(listed("", RunOrder.NEWEST, RunGlobs.ALL)).isNotEmpty();

        assertThat(ids.compare(Map.of("runs", "two"), writer)).isTrue();
        assertThat(listed("", RunOrder.NEWEST, RunGlobs.ALL)).isEmpty();
        assertThat(new RunQueries(database).places())
                .doesNotContainKey(LogReplay.RUNS)
                .containsKey(LogReplay.BATCHES);
    }

    @Test
    void aSummaryIsReplacedAndDeletedAndEachChangeIsAnotherVersion() throws Exception {
        RunQueries queries = new RunQueries(database);
        RunWriter writer = new RunWriter(database);
        RunSummary one = new RunMessageSamples("one").summary();
        long none = queries.version(RunGlobs.ALL);
        writer.summary(one);
        writer.commit(new LogMoves(Map.of()));
        long some = queries.version(RunGlobs.ALL);
        assertThat(queries.find("one")).contains(one);
        assertThat(queries.version(new RunGlobs(List.of("other-*")))).isEqualTo(none);

        writer.summary(one);
        writer.commit(new LogMoves(Map.of()));
        assertThat(queries.version(RunGlobs.ALL)).isNotIn(none, some);
        writer.remove("one");
        writer.commit(new LogMoves(Map.of()));
        assertThat(queries.find("one")).isEmpty();
        assertThat(queries.version(RunGlobs.ALL)).isEqualTo(none);
    }

    @Test
    void globsAreTheSameAsInJava() throws Exception {
        Random random = new Random(5);
        RunWriter writer = new RunWriter(database);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            ids.add(word(random, "ab_-.", 1 + random.nextInt(6)));
        }
        ids.stream().distinct().forEach(id -> writer.summary(new RunMessageSamples(id).summary()));
        writer.commit(new LogMoves(Map.of()));
        for (int i = 0; i < 300; i++) {
            RunGlobs globs = new RunGlobs(List.of(word(random, "ab_-.*?", 1 + random.nextInt(5)), "a"));
            assertThat(listed("", new RunOrder(RunOrder.Column.RUN, false), globs))
                    .as("%s", globs)
                    .isEqualTo(
                            ids.stream().distinct().filter(globs::fit).sorted().toList());
        }
    }

    private static String word(Random random, String letters, int length) {
        StringBuilder word = new StringBuilder();
        for (int left = length; left > 0; left--) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'; drop table epochal_run; --",
                "\"'; drop table epochal_run\"",
                "\"x' OR '1'='1\"",
                "spec.x = ');delete",
                "spec.'||x > 1",
                "metric') < 1",
                "%",
                "_",
                "!",
                "\\",
                "\0",
                "\u0000 \ud83d",
                "spec.\0 = \0",
                "?",
                "$1",
                "{fn now()}",
            })
    void whateverIsAskedNothingHappensToTheTables(String filter) throws Exception {
        List<ReferenceRun> runs = stored(new Random(7), 30);
        assertThat(listed(filter, RunOrder.NEWEST, RunGlobs.ALL))
                .isEqualTo(ReferenceRun.listed(runs, RunFilter.read(filter), RunOrder.NEWEST, NOW));
        assertThat(listed("", RunOrder.read("metric." + filter), RunGlobs.ALL)).hasSameSizeAs(runs);
    }

    @Test
    void theLongestFilterIsAnswered() throws Exception {
        stored(new Random(8), 30);
        assertThat(listed("%".repeat(500), RunOrder.NEWEST, RunGlobs.ALL)).isEmpty();
        assertThat(listed("a".repeat(300) + "<1 " + "spec." + "b".repeat(150) + "=1", RunOrder.NEWEST, RunGlobs.ALL))
                .isEmpty();
    }

    @Test
    void pagesHaveEachRunOnce() throws Exception {
        RunWriter writer = new RunWriter(database);
        for (int i = 0; i < 23; i++) {
            writer.summary(new RunMessageSamples("run-" + i).summary());
        }
        writer.commit(new LogMoves(Map.of()));
        List<String> seen = new ArrayList<>();
        for (int page = 1; page <= 5; page++) {
            RunQueries.Part part = new RunQueries(database)
                    .list(new RunQuery(RunFilter.ALL, RunOrder.read("status"), RunGlobs.ALL, page, 5), NOW);
            assertThat(part.page()).isEqualTo(page);
            assertThat(part.all()).isEqualTo(23);
            part.runs().forEach(run -> seen.add(run.run()));
        }
        assertThat(seen).hasSize(23).doesNotHaveDuplicates();
        assertThat(new RunQueries(database)
                        .list(new RunQuery(RunFilter.ALL, RunOrder.NEWEST, RunGlobs.ALL, 900, 5), NOW)
                        .page())
                .isEqualTo(5);
    }

    @Test
    void theNewestRunsAreKept() throws Exception {
        RunWriter writer = new RunWriter(database, 20);
        for (int i = 0; i < 60; i++) {
            RunMessageSamples run = new RunMessageSamples("run-" + i);
            for (TrainingEvent event : List.of(run.started(), run.epoch())) {
                writer.event(run.id(), EventPosition.of(event), event, RandomRuns.at(i));
            }
            writer.summary(run.summary(i));
            writer.commit(new LogMoves(Map.of()));
        }
        List<String> kept = listed("", RunOrder.NEWEST, RunGlobs.ALL);
        assertThat(kept).hasSizeBetween(20, 22).startsWith("run-59", "run-58");
        for (String table : List.of("summary", "progress", "epoch", "metric", "field")) {
            List<String> runs = database.read(connection -> Sql.query(
                    connection, "SELECT DISTINCT run FROM epochal_" + table, List.of(), row -> row.getString(1)));
            assertThat(kept).as(table).containsAll(runs);
        }
    }
}
