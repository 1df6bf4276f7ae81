package io.epochal.callback.readmodel;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.callback.query.SpecFields;
import io.epochal.protocol.EventPosition;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rows that are made of events and requests. */
final class ProgressRows {
    static final int MOST_FIELDS = 500;
    static final int MOST_PATH = 200;
    static final int MOST_TEXT = 500;

    private ProgressRows() {}

    static EventProgress read(Connection connection, String run) throws SQLException {
        List<EventProgress> found = Sql.query(
                connection,
                "SELECT attempt, sequence_number, fields_of, newest_epoch, heard FROM epochal_progress WHERE run = ?",
                List.of(run),
                row -> new EventProgress(
                        run,
                        new EventPosition(row.getInt(1), row.getLong(2)),
                        row.getInt(3),
                        row.getInt(4),
                        row.getLong(5)));
        if (found.isEmpty()) {
            return new EventProgress(run);
        }
        EventProgress progress = found.get(0);
        Sql.query(
                connection,
                "SELECT name, best_value, newest_value, greater_is_better FROM epochal_metric WHERE run = ?",
                List.of(run),
                row -> progress.metrics.put(
                        row.getString(1), new MetricStanding(number(row, 2), row.getDouble(3), truth(row, 4))));
        return progress;
    }

    static SortedMap<Integer, MeasuredEpoch> epochs(Connection connection, String run) throws SQLException {
        SortedMap<Integer, MeasuredEpoch> epochs = new TreeMap<>();
        Sql.query(
                connection,
                "SELECT epoch, attempt, sequence_number, measured FROM epochal_epoch WHERE run = ?",
                List.of(run),
                row -> epochs.put(
                        row.getInt(1),
                        MeasuredEpoch.unpacked(
                                row.getInt(1), new EventPosition(row.getInt(2), row.getLong(3)), row.getBytes(4))));
        return epochs;
    }

    static @Nullable Double number(ResultSet row, int column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? null : (Double) value;
    }

    private static @Nullable Boolean truth(ResultSet row, int column) throws SQLException {
        boolean value = row.getBoolean(column);
        return row.wasNull() ? null : (Boolean) value;
    }

    /** Stores what is to be changed of these runs. */
    static void store(Connection connection, Collection<EventProgress> changed) throws SQLException {
        Sql.batch(connection, "DELETE FROM epochal_progress WHERE run = ?", stored(changed));
        Sql.batch(
                connection,
                "INSERT INTO epochal_progress (run, attempt, sequence_number, fields_of, newest_epoch, heard) VALUES "
                        + Sql.places(6),
                changed.stream()
                        .map(one -> List.<Object>of(
                                one.run,
                                one.position.attempt(),
                                one.position.sequence(),
                                one.fieldsOf,
                                one.newestEpoch,
                                one.heard))
                        .toList());
        storeEpochs(connection, changed);
        storeMetrics(
                connection, changed.stream().filter(one -> one.metricsChanged).toList());
        for (EventProgress one : changed) {
            SortedMap<String, JsonNode> fields = one.fields;
            if (fields != null) {
                storeFields(connection, one.run, fields);
            }
        }
    }

    private static List<List<Object>> stored(Collection<EventProgress> changed) {
        return changed.stream()
                .filter(EventProgress::isStored)
                .map(one -> List.<Object>of(one.run))
                .toList();
    }

    private static void storeEpochs(Connection connection, Collection<EventProgress> changed) throws SQLException {
        List<List<Object>> all = new ArrayList<>();
        List<List<Object>> removed = new ArrayList<>();
        List<List<Object>> added = new ArrayList<>();
        for (EventProgress one : changed) {
            if (one.removedAll && one.isStored()) {
                all.add(List.of(one.run));
            }
            if (one.isStored() && !one.removedAll) {
                one.removed.forEach(epoch -> removed.add(List.of(one.run, epoch)));
                one.added.keySet().forEach(epoch -> removed.add(List.of(one.run, epoch)));
            }
            one.added.values().forEach(epoch -> {
                added.add(List.of(
                        one.run,
                        epoch.epoch(),
                        epoch.position().attempt(),
                        epoch.position().sequence(),
                        epoch.packed()));
            });
        }
        Sql.batch(connection, "DELETE FROM epochal_epoch WHERE run = ?", all);
        Sql.batch(connection, "DELETE FROM epochal_epoch WHERE run = ? AND epoch = ?", removed);
        Sql.batch(
                connection,
                "INSERT INTO epochal_epoch (run, epoch, attempt, sequence_number, measured) VALUES " + Sql.places(5),
                added);
    }

    private static void storeMetrics(Connection connection, Collection<EventProgress> changed) throws SQLException {
        Sql.batch(connection, "DELETE FROM epochal_metric WHERE run = ?", stored(changed));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (EventProgress one : changed) {
            one.metrics.forEach((name, metric) -> rows.add(Arrays.asList(
                    one.run, name, metric.best(), metric.newest(), metric.shown(), metric.greaterIsBetter())));
        }
        Sql.batch(
                connection,
                "INSERT INTO epochal_metric (run, name, best_value, newest_value, shown_value, greater_is_better) VALUES "
                        + Sql.places(6),
                rows);
    }

    private static void storeFields(Connection connection, String run, SortedMap<String, JsonNode> fields)
            throws SQLException {
        SortedMap<String, List<@Nullable Object>> rows = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : fields.entrySet()) {
            String path = StoredText.of(field.getKey(), MOST_PATH);
            JsonNode value = field.getValue();
            if (rows.size() < MOST_FIELDS) {
                rows.putIfAbsent(
                        path,
                        Arrays.asList(
                                run,
                                path,
                                value.isNumber() ? (Double) (value.asDouble() + 0.0) : null,
                                StoredText.of(SpecFields.text(value), MOST_TEXT)));
            }
        }
        Sql.update(connection, "DELETE FROM epochal_field WHERE run = ?", run);
        Sql.batch(
                connection,
                "INSERT INTO epochal_field (run, path, number_value, text_value) VALUES " + Sql.places(4),
                rows.values());
    }
}
