package io.epochal.callback.readmodel;

import io.epochal.callback.guard.RunGlobs;
import io.epochal.callback.query.RunFilter;
import io.epochal.callback.query.RunOrder;
import io.epochal.callback.query.RunQuery;
import io.epochal.callback.query.RunTerm;
import io.epochal.callback.summary.BatchCurve;
import io.epochal.callback.summary.RunPhase;
import io.epochal.protocol.RunSummary;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What the tables answer. For any threads. */
public record RunQueries(Database database) {
    private static final String FROM = " FROM epochal_run r";

    /**
     * A part of the list.
     *
     * @param runs without the places of their records
     * @param all how many runs there are that who asks may see
     * @param found how many of them the filter selects
     * @param page from 1
     */
    public record Part(List<RunSummary> runs, int all, int found, int page) {}

    /** The runs of one page. */
    public Part list(RunQuery query, Instant now) throws ReadModelException {
        RunConditions conditions = new RunConditions(StoredText.micros(now));
        SqlText seen = RunConditions.where(conditions.of(RunFilter.ALL, query.seen()));
        SqlText found = RunConditions.where(conditions.of(query.filter(), query.seen()));
        return database.read(connection -> {
            int all = count(connection, seen);
            if (!found.equals(seen)) {
                Counted counted = counted(connection, found, query, conditions);
                // Behind the last page nothing counts itself.
                if (!counted.ids().isEmpty() || query.page() == 1) {
                    return new Part(summaries(connection, counted.ids()), all, counted.found(), query.page());
                }
            }
            int selected = found.equals(seen) ? all : count(connection, found);
            int pages = Math.max(1, (selected + query.size() - 1) / query.size());
            int page = Math.min(query.page(), pages);
            SqlText ids = page("r.id", found, query, page, conditions);
            return new Part(
                    summaries(connection, Sql.query(connection, ids.text(), ids.values(), row -> row.getString(1))),
                    all,
                    selected,
                    page);
        });
    }

    private record Counted(List<String> ids, int found) {}

    /** The ids of a page, and how many runs there are on all pages: together, since what a filter joins is joined once so. */
    private static Counted counted(Connection connection, SqlText found, RunQuery query, RunConditions conditions)
            throws SQLException {
        SqlText ids = page("r.id, COUNT(*) OVER ()", found, query, query.page(), conditions);
        int[] count = new int[1];
        List<String> page = Sql.query(connection, ids.text(), ids.values(), row -> {
            count[0] = row.getInt(2);
            return row.getString(1);
        });
        return new Counted(page, count[0]);
    }

    private static SqlText page(String columns, SqlText found, RunQuery query, int page, RunConditions conditions) {
        return ids(columns, found, query.order(), conditions)
                .then(SqlText.of(" OFFSET ? ROWS FETCH NEXT ? ROWS ONLY", (page - 1) * query.size(), query.size()));
    }

    private static int count(Connection connection, SqlText where) throws SQLException {
        SqlText count = SqlText.of("SELECT COUNT(*)" + FROM).then(where);
        return (int) Sql.number(connection, count.text(), count.values());
    }

    private static SqlText ids(String columns, SqlText where, RunOrder order, RunConditions conditions) {
        String direction = (order.descending() ? " DESC" : "") + " NULLS LAST, ";
        SqlText newestFirst = SqlText.of("r.begun DESC, r.id");
        SqlText selected = SqlText.of("SELECT " + columns + FROM);
        return switch (order.column()) {
            case RUN -> selected.then(where).then(SqlText.of(" ORDER BY r.id" + (order.descending() ? " DESC" : "")));
            case STARTED ->
                selected.then(where)
                        .then(SqlText.of(" ORDER BY r.begun" + (order.descending() ? " DESC" : "") + ", r.id"));
            case METRIC ->
                SqlText.of(
                                "SELECT " + columns + FROM
                                        + " LEFT JOIN epochal_metric m ON m.run = r.id AND m.name = ?",
                                StoredText.of(order.metric(), MeasuredEpoch.MOST_NAME))
                        .then(where)
                        .then(SqlText.of(" ORDER BY m.shown_value" + direction))
                        .then(newestFirst);
            default ->
                selected.then(where)
                        .then(SqlText.of(" ORDER BY "))
                        .then(key(order.column(), conditions))
                        .then(SqlText.of(direction))
                        .then(newestFirst);
        };
    }

    private static SqlText key(RunOrder.Column column, RunConditions conditions) {
        return switch (column) {
            case STATUS -> conditions.phase();
            case EPOCHS -> SqlText.of("r.epochs");
            case BEST -> SqlText.of("r.best_value");
            case LAST -> SqlText.of("r.newest_value");
            case BY -> SqlText.of("r.requested_by");
            case TRAINER -> SqlText.of("r.trainer");
            case TOOK ->
                SqlText.of("(CASE WHEN r.has_started THEN ")
                        .then(conditions.took())
                        .then(SqlText.of(" END)"));
            case RUN, STARTED, METRIC -> SqlText.of("r.begun");
        };
    }

    /** In the order of the ids. */
    private static List<RunSummary> summaries(Connection connection, List<String> ids) throws SQLException {
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<String, RunSummary> found = new HashMap<>();
        Sql.query(
                connection,
                "SELECT run, told FROM epochal_summary WHERE run IN " + Sql.places(ids.size()),
                ids,
                row -> found.put(row.getString(1), SummaryRows.read(row.getBytes(2))));
        return ids.stream().map(found::get).filter(Objects::nonNull).toList();
    }

    /** The summary of one run, without the places of its records. */
    public Optional<RunSummary> find(String run) throws ReadModelException {
        return database.read(connection -> Sql.query(
                        connection,
                        "SELECT told FROM epochal_summary WHERE run = ?",
                        List.of(run),
                        row -> SummaryRows.read(row.getBytes(1)))
                .stream()
                .findFirst());
    }

    /** The ids of the runs under way that somebody has asked for; lost ones are none. */
    public Set<String> underWay(String requestedBy, Instant now, int most) throws ReadModelException {
        RunFilter filter = new RunFilter(
                List.of(new RunTerm.RequestedBy(requestedBy), new RunTerm.InPhase(RunPhase.TO_BE_TRAINED)));
        SqlText query = SqlText.of("SELECT r.id" + FROM)
                .then(RunConditions.where(new RunConditions(StoredText.micros(now)).of(filter, RunGlobs.ALL)))
                .then(SqlText.of(" FETCH FIRST ? ROWS ONLY", most));
        return database.read(
                connection -> Set.copyOf(Sql.query(connection, query.text(), query.values(), row -> row.getString(1))));
    }

    /** Another number after each change of a run that somebody sees. */
    public long version(RunGlobs seen) throws ReadModelException {
        SqlText query = SqlText.of("SELECT COALESCE(MAX(r.revision), 0) * 1000003 + COUNT(*)" + FROM)
                .then(RunConditions.where(new RunConditions(0).of(RunFilter.ALL, seen)));
        return database.read(connection -> Sql.number(connection, query.text(), query.values()));
    }

    /** The thinned loss of a run's batches; empty where none is known. */
    public Optional<BatchCurve.Columns> curve(String run) throws ReadModelException {
        return database.read(connection -> CurveRows.read(connection, run)).map(BatchCurve::columns);
    }

    /** Another number after each change of a run's curve; 0 where there is none. */
    public long curveVersion(String run) throws ReadModelException {
        return database.read(connection -> CurveRows.revision(connection, run));
    }

    /** Which record of each partition is next, of those that are read at all. */
    public Map<LogMoves.Partition, Long> places() throws ReadModelException {
        return database.read(LogMoves::stored);
    }
}
