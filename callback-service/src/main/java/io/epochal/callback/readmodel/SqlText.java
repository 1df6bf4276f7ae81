package io.epochal.callback.readmodel;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of a statement.
 *
 * @param values of its parameters, in their order
 */
record SqlText(String text, List<Object> values) {
    SqlText {
        values = List.copyOf(values);
    }

    static SqlText of(String text, Object... values) {
        return new SqlText(text, List.of(values));
    }

    SqlText then(SqlText next) {
        List<Object> all = new ArrayList<>(values);
        all.addAll(next.values);
        return new SqlText(text + next.text, all);
    }

    /** All conditions hold; empty for none. */
    static SqlText all(List<SqlText> conditions) {
        return joined(conditions, " AND ");
    }

    /** Any condition holds. */
    static SqlText any(List<SqlText> conditions) {
        SqlText joined = joined(conditions, ") OR (");
        return new SqlText("((" + joined.text + "))", joined.values);
    }

    private static SqlText joined(List<SqlText> parts, String between) {
        SqlText joined = of("");
        for (SqlText one : parts) {
            joined = joined.text.isEmpty() ? one : joined.then(of(between)).then(one);
        }
        return joined;
    }
}
