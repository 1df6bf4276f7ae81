package io.epochal.benchmark;

import io.epochal.callback.guard.RunGlobs;
import io.epochal.callback.query.RunFilter;
import io.epochal.callback.query.RunOrder;
import io.epochal.callback.query.RunQuery;
import io.epochal.callback.readmodel.CurveWriter;
import io.epochal.callback.readmodel.Database;
import io.epochal.callback.readmodel.LogMoves;
import io.epochal.callback.readmodel.ReadModelException;
import io.epochal.callback.readmodel.ReadModelPlace;
import io.epochal.callback.readmodel.RunQueries;
import io.epochal.callback.readmodel.RunWriter;
import io.epochal.callback.summary.BatchCurve;
import io.epochal.protocol.RunSummary;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long the list of runs and a curve take to be made and to be asked, with many runs: through the writers that the service has, and the
 * queries that it asks. Records are not decoded here. Prints a line of JSON for each figure.
 */
final class ReadModelSpeed {
    private static final int ASKED = 200;
    private static final int WARMED = 50;
    /** As many batches come with one fetch from Kafka. */
    private static final int FETCH = 500;
    /** The events of as many runs come with one. */
    private static final int GATHERED = 40;

    private static final int BUSY_SECONDS = 240;
    private static final int BATCHES_A_SECOND = 100;
    /** The reader of batches stores them no later. */
    private static final int GATHERED_SECONDS = 10;

    /** So many runs are trained at the same time. */
    private static final int SIDE_BY_SIDE = 8;

    private static final RunGlobs SOME = new RunGlobs(List.of("run-*7", "none-?"));

    private final Database database;
    private final RunQueries queries;
    private final int runs;
    private final int batches;

    private ReadModelSpeed(Database database, int runs, int batches) {
        this.database = database;
        this.queries = new RunQueries(database);
        this.runs = runs;
        this.batches = batches;
    }

    /** @param arguments how many runs, with how many batches each, then a folder for H2, or the URL and user of a PostgreSQL */
    public static void main(String[] arguments) throws Exception {
        ReadModelPlace place = arguments[2].startsWith("jdbc:")
                ? new ReadModelPlace.Shared(arguments[2], arguments[3], "")
                : new ReadModelPlace.Embedded(Path.of(arguments[2]));
        try (Database database = Database.open(place)) {
            ReadModelSpeed speed =
                    new ReadModelSpeed(database, Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
            speed.writeRuns();
            speed.writeBatches();
            speed.ask();
            speed.writeSideBySide(200);
            speed.writeSideBySide(1000);
        }
    }

    /** What a second of many runs costs that all send batches now, 100 in all, to curves that have all their points. */
    private void writeSideBySide(int many) throws ReadModelException {
        CurveWriter writer = new CurveWriter(database);
        LogMoves none = new LogMoves(Map.of());
        for (int run = 0; run < many; run++) {
            for (int batch = 0; batch < BatchCurve.MOST_POINTS; batch++) {
                writer.batch(new ModelledRun(runs + run).batch(batch));
            }
            writer.commit(none);
        }
        long began = System.nanoTime();
        for (int sent = 0; sent < BUSY_SECONDS * BATCHES_A_SECOND; sent++) {
            writer.batch(new ModelledRun(runs + sent % many).batch(BatchCurve.MOST_POINTS + sent / many));
            if (writer.isDue() || sent % (GATHERED_SECONDS * BATCHES_A_SECOND) == 0) {
                writer.commit(none);
            }
        }
        writer.commit(none);
        double millis = (System.nanoTime() - began) / 1e6 / BUSY_SECONDS;
        System.out.printf(
                Locale.ROOT,
                "{\"what\":\"100 batches of %d runs side by side, stored\",\"millis\":%.1f}%n",
                many,
                millis);
    }

    /** Only what the writer does is counted. */
    private void writeRuns() throws ReadModelException {
        RunWriter writer = new RunWriter(database);
        long nanos = 0;
        for (int i = 0; i < runs; i++) {
            ModelledRun run = new ModelledRun(i);
            List<ModelledRun.Said> events = new ArrayList<>(List.of(run.started()));
            events.addAll(run.epochs());
            RunSummary summary = run.summary();
            long began = System.nanoTime();
            for (ModelledRun.Said one : events) {
                writer.event(run.id(), one.position(), one.event(), Instant.EPOCH);
            }
            writer.summary(summary);
            if (i % GATHERED == GATHERED - 1 || i == runs - 1) {
                writer.commit(new LogMoves(Map.of()));
            }
            nanos += System.nanoTime() - began;
        }
        rate("runs of " + ModelledRun.EPOCHS + " epochs stored a second", runs, nanos);
    }

    private void writeBatches() throws ReadModelException {
        CurveWriter writer = new CurveWriter(database);
        LogMoves.Partition partition = new LogMoves.Partition("batches", 0);
        long began = System.nanoTime();
        long offset = 0;
        long stored = -1;
        for (int first = 0; first < runs; first += SIDE_BY_SIDE) {
            for (int batch = 0; batch < batches; batch++) {
                for (int run = first; run < Math.min(runs, first + SIDE_BY_SIDE); run++) {
                    writer.batch(new ModelledRun(run).batch(batch));
                    if (++offset % FETCH == 0 && writer.isDue()) {
                        writer.commit(new LogMoves(Map.of(partition, new LogMoves.Advance(stored, offset))));
                        stored = offset;
                    }
                }
            }
        }
        writer.commit(new LogMoves(Map.of(partition, new LogMoves.Advance(stored, offset))));
        rate("batches stored a second", (long) runs * batches, System.nanoTime() - began);
    }

    private static void rate(String what, long count, long nanos) {
        double seconds = nanos / 1e9;
        System.out.printf(
                Locale.ROOT, "{\"what\":\"%s\",\"rate\":%.0f,\"seconds\":%.1f}%n", what, count / seconds, seconds);
    }

    private void ask() throws ReadModelException {
        ask("the newest 50", "", "-started", 1, RunGlobs.ALL);
        ask("page 100 of them", "", "-started", 100, RunGlobs.ALL);
        ask("status:failed", "status:failed", "-started", 1, RunGlobs.ALL);
        ask("a text of the id", "run-77", "-started", 1, RunGlobs.ALL);
        ask("val_loss < 0.05", "val_loss < 0.05", "-started", 1, RunGlobs.ALL);
        ask("accuracy > 0.9, not the monitored metric", "accuracy > 0.9", "-started", 1, RunGlobs.ALL);
        ask("spec.optimizer.learning_rate <= 0.001", "spec.optimizer.learning_rate <= 0.001", "best", 1, RunGlobs.ALL);
        ask("three conditions", "status:completed val_loss < 0.5 spec.batch_size = 32", "-took", 1, RunGlobs.ALL);
        ask("by the best value", "", "best", 1, RunGlobs.ALL);
        ask("by the metric accuracy", "", "-metric.accuracy", 1, RunGlobs.ALL);
        ask("of a token with two globs", "", "-started", 1, SOME);
        measure("the version of the list, for an open page", turn -> queries.version(RunGlobs.ALL));
        measure("a curve of batches", turn -> queries.curve(new ModelledRun(turn * 37 % runs).id()));
    }

    private void ask(String what, String filter, String order, int page, RunGlobs seen) throws ReadModelException {
        RunQuery query = new RunQuery(RunFilter.read(filter), RunOrder.read(order), seen, page, 50);
        measure(what, turn -> queries.list(query, Instant.now()));
    }

    private interface Question {
        Object ask(int turn) throws ReadModelException;
    }

    private static void measure(String what, Question question) throws ReadModelException {
        double[] took = new double[ASKED];
        for (int turn = -WARMED; turn < ASKED; turn++) {
            long began = System.nanoTime();
            question.ask(Math.abs(turn));
            if (turn >= 0) {
                took[turn] = (System.nanoTime() - began) / 1e6;
            }
        }
        Arrays.sort(took);
        System.out.printf(
                Locale.ROOT,
                "{\"what\":\"%s\",\"p50\":%.2f,\"p99\":%.2f}%n",
                what,
                took[ASKED / 2],
                took[ASKED * 99 / 100]);
    }
}
