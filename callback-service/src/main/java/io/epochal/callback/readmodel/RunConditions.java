package io.epochal.callback.readmodel;

import io.epochal.callback.guard.RunGlobs;
import io.epochal.callback.query.RunFilter;
import io.epochal.callback.query.RunTerm;
import io.epochal.callback.summary.RunPhase;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a filter selects, as SQL on {@code epochal_run r}. What somebody has written is always a parameter.
 *
 * @param now in microseconds
 */
record RunConditions(long now) implements RunTerm.Handler<SqlText> {
    private static final String LIKE = " LIKE ? ESCAPE '!'";

    /** All of them. */
    SqlText of(RunFilter filter, RunGlobs seen) {
        List<SqlText> all = new ArrayList<>();
        if (!seen.areAll()) {
            all.add(SqlText.any(seen.globs().stream()
                    .map(glob -> SqlText.of("r.id" + LIKE, StoredText.like(glob)))
                    .toList()));
        }
        filter.terms().forEach(term -> all.add(term.accept(this)));
        return SqlText.all(all);
    }

    @Override
    public SqlText mentions(RunTerm.Mentions term) {
        String pattern = StoredText.containing(StoredText.of(term.part(), RunFilter.MOST_CHARACTERS * 2));
        return SqlText.of("(r.id_lower" + LIKE + " OR r.trainer_lower" + LIKE + ")", pattern, pattern);
    }

    @Override
    public SqlText inPhase(RunTerm.InPhase term) {
        List<Object> phases = new ArrayList<>();
        term.phases().forEach(phase -> phases.add(phase.ordinal()));
        return phase().then(SqlText.of(" IN " + Sql.places(phases.size()), phases.toArray()));
    }

    @Override
    public SqlText compares(RunTerm.Compares term) {
        return switch (term.name()) {
            case "epochs" -> compared(number("r.epochs"), term.operator(), term.bound());
            case "attempt" -> compared(number("r.attempt"), term.operator(), term.bound());
            case "took" -> compared(seconds(), term.operator(), term.bound());
            case "last" -> compared(SqlText.of("r.newest_value"), term.operator(), term.bound());
            case "best" -> compared(SqlText.of("r.best_value"), term.operator(), term.bound());
            default -> metric(term);
        };
    }

    /** The metric that the run is known by is as its summary has it. */
    private static SqlText metric(RunTerm.Compares term) {
        String name = StoredText.of(term.name(), RunFilter.MOST_CHARACTERS);
        SqlText known = SqlText.of("r.metric = ? AND ", name)
                .then(compared(SqlText.of("r.shown_value"), term.operator(), term.bound()));
        SqlText other = SqlText.of(
                        "r.metric <> ? AND r.id IN (SELECT m.run FROM epochal_metric m WHERE m.name = ? AND ",
                        name,
                        name)
                .then(compared(SqlText.of("m.shown_value"), term.operator(), term.bound()))
                .then(SqlText.of(")"));
        return SqlText.any(List.of(known, other));
    }

    @Override
    public SqlText field(RunTerm.Field term) {
        return SqlText.of(
                        "r.id IN (SELECT f.run FROM epochal_field f WHERE f.path = ? AND ",
                        StoredText.of(term.path(), RunFilter.MOST_CHARACTERS))
                .then(fieldValue(term))
                .then(SqlText.of(")"));
    }

    @Override
    public SqlText requestedBy(RunTerm.RequestedBy term) {
        return SqlText.of("r.requested_by = ?", StoredText.of(term.name(), RunFilter.MOST_CHARACTERS));
    }

    private static SqlText fieldValue(RunTerm.Field term) {
        OptionalDouble number = term.number();
        SqlText ofNumber = SqlText.of("f.number_value");
        if (!term.operator().isOfEquality()) {
            return compared(ofNumber, term.operator(), number.orElse(Double.NaN));
        }
        SqlText text = SqlText.of(
                "f.text_value " + sign(term.operator()) + " ?", StoredText.of(term.bound(), RunFilter.MOST_CHARACTERS));
        if (number.isEmpty()) {
            return text;
        }
        return SqlText.any(List.of(
                compared(ofNumber, term.operator(), number.getAsDouble()),
                SqlText.of("f.number_value IS NULL AND ").then(text)));
    }

    /** As Java compares numbers; databases take NaN for the greatest, equal to itself. */
    private static SqlText compared(SqlText value, RunTerm.Operator operator, double bound) {
        if (Double.isNaN(bound)) {
            return operator == RunTerm.Operator.OTHER ? value.then(SqlText.of(" IS NOT NULL")) : SqlText.of("1 = 0");
        }
        SqlText compared = value.then(SqlText.of(" " + sign(operator) + " ?", bound + 0.0));
        boolean takesNan = operator == RunTerm.Operator.MORE || operator == RunTerm.Operator.AT_LEAST;
        return takesNan
                ? SqlText.all(List.of(compared, value.then(SqlText.of(" <= ?", Double.POSITIVE_INFINITY))))
                : compared;
    }

    private static String sign(RunTerm.Operator operator) {
        return operator == RunTerm.Operator.OTHER ? "<>" : operator.sign();
    }

    private static SqlText number(String column) {
        return SqlText.of("CAST(" + column + " AS DOUBLE PRECISION)");
    }

    /** The phase's number, at this time. */
    SqlText phase() {
        return SqlText.of(
                "(CASE WHEN r.lost_after < ? AND r.phase IN (" + RunPhase.RUNNING.ordinal() + ", "
                        + RunPhase.PAUSED.ordinal() + ") THEN " + RunPhase.LOST.ordinal() + " ELSE r.phase END)",
                now);
    }

    /** How long the run has taken, in microseconds. */
    SqlText took() {
        return SqlText.of("(CASE WHEN ")
                .then(phase())
                .then(SqlText.of(
                        " IN (" + RunPhase.RUNNING.ordinal() + ", " + RunPhase.PAUSED.ordinal()
                                + ") THEN CAST(? AS BIGINT) ELSE r.changed END - r.begun)",
                        now));
    }

    private SqlText seconds() {
        return SqlText.of("(CAST(")
                .then(took())
                .then(SqlText.of(" / 1000 AS DOUBLE PRECISION) / CAST(1000 AS DOUBLE PRECISION))"));
    }

    /** {@code WHERE …}; nothing for all runs. */
    static SqlText where(SqlText conditions) {
        return conditions.text().isEmpty() ? conditions : SqlText.of(" WHERE ").then(conditions);
    }
}
