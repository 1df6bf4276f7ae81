package io.epochal.callback.readmodel;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.callback.summary.MetricCurve;
import io.epochal.callback.summary.OverviewFold;
import io.epochal.callback.summary.RunOverview;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows that are made of summaries. */
final class SummaryRows {
    static final int MOST_TRAINER = 500;
    private static final int MOST_LOWER = 1000;
    private static final String RUN =
            "INSERT INTO epochal_run (id, id_lower, trainer, trainer_lower, requested_by, phase, lost_after,"
                    + " attempt, epochs, metric, best_value, newest_value, shown_value, has_started, begun, changed, revision)"
                    + " VALUES " + Sql.places(17);

    private SummaryRows() {}

    /** Replaces the rows of these runs; deletes those without a summary, and those that neither were requested nor have begun. */
    static void store(Connection connection, Map<String, Optional<RunSummary>> changed) throws SQLException {
        Sql.update(connection, "UPDATE epochal_model SET revision = revision + 1");
        long revision = Sql.number(connection, "SELECT revision FROM epochal_model", List.of());
        List<List<Object>> ids =
                changed.keySet().stream().map(id -> List.<Object>of(id)).toList();
        Sql.batch(connection, "DELETE FROM epochal_run WHERE id = ?", ids);
        Sql.batch(connection, "DELETE FROM epochal_summary WHERE run = ?", ids);
        List<List<@Nullable Object>> runs = new ArrayList<>();
        List<List<Object>> summaries = new ArrayList<>();
        changed.values()
                .forEach(one -> one.ifPresent(summary -> {
                    RunOverview run = new OverviewFold(summary).overview();
                    if (run.known()) {
                        runs.add(row(run, revision));
                        summaries.add(List.of(run.id(), bytes(summary)));
                    }
                }));
        Sql.batch(connection, RUN, runs);
        Sql.batch(connection, "INSERT INTO epochal_summary (run, told) VALUES (?, ?)", summaries);
    }

    private static List<@Nullable Object> row(RunOverview run, long revision) {
        Double best = value(run.best());
        Double newest = value(run.last());
        String trainer = run.trainer().orElse("");
        return Arrays.asList(
                run.id(),
                run.id().toLowerCase(Locale.ROOT),
                run.trainer().map(name -> StoredText.of(name, MOST_TRAINER)).orElse(null),
                StoredText.of(trainer.toLowerCase(Locale.ROOT), MOST_LOWER),
                run.requestedBy()
                        .map(name -> StoredText.of(name, RunSummary.Curve.MOST_NAME))
                        .orElse(null),
                // As long as its trainer is heard.
                run.phase(run.times().heard()).ordinal(),
                run.program()
                        .map(program -> StoredText.micros(run.times().heard()) + program.heartbeat() * 1_500_000L)
                        .orElse(null),
                run.attempt(),
                run.epochs(),
                StoredText.of(run.metric(), RunSummary.Curve.MOST_NAME),
                best,
                newest,
                best == null ? newest : best,
                run.hasStarted(),
                StoredText.micros(run.started()),
                StoredText.micros(ended(run)),
                revision);
    }

    /** The end of its time, unless it is under way. */
    private static Instant ended(RunOverview run) {
        Instant changed = run.times().changed();
        return changed == null ? run.started() : changed;
    }

    /** Without a negative zero, which databases take for another number. */
    private static @Nullable Double value(Optional<MetricCurve.EpochValue> point) {
        return point.map(one -> one.value() + 0.0).orElse(null);
    }

    /** Without the places of its records, which mean nothing here. */
    private static byte[] bytes(RunSummary summary) {
        try {
            return Wire.JSON.writeValueAsBytes(without(summary));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a summary that JSON cannot write", e);
        }
    }

    private static RunSummary without(RunSummary all) {
        return new RunSummary(
                all.run(),
                all.time(),
                all.since(),
                all.attempt(),
                all.sequence(),
                all.requestedBy(),
                all.requested(),
                all.started(),
                all.changed(),
                all.heard(),
                all.trainer(),
                all.epochs(),
                all.end(),
                all.revoked(),
                all.suspended(),
                all.paused(),
                all.curve(),
                List.of());
    }

    static RunSummary read(byte[] told) {
        try {
            return Wire.JSON.readValue(told, RunSummary.class);
        } catch (IOException e) {
            throw new IllegalStateException("a stored summary that is none", e);
        }
    }
}
