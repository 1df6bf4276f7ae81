package io.epochal.callback.query;

import java.util.List;
import java.util.Locale;

/**
 * The order of a list of runs. A run without a value stands behind all others, whatever the direction; runs with the same value stand
 * newest first.
 *
 * @param metric whose value counts where the column is {@link Column#METRIC}; else empty
 * @param descending whether the greatest comes first
 */
public record RunOrder(Column column, String metric, boolean descending) {
    /** Newest first. */
    public static final RunOrder NEWEST = new RunOrder(Column.STARTED, true);

    private static final String METRIC = "metric.";
    private static final int MOST_CHARACTERS = 200;

    /** What a list can be sorted by. */
    public enum Column {
        RUN,
        STATUS,
        EPOCHS,
        BEST,
        LAST,
        BY,
        TRAINER,
        STARTED,
        TOOK,
        /** The value of a metric that is named. */
        METRIC;

        /** Those that need no name. */
        public static final List<Column> PLAIN = List.of(RUN, STATUS, EPOCHS, BEST, LAST, BY, TRAINER, STARTED, TOOK);

        /** As an address has it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** By one of the plain columns. */
    public RunOrder(Column column, boolean descending) {
        this(column, "", descending);
    }

    /** Reads {@link #text}; anything else is the order that begins with the newest. */
    public static RunOrder read(String text) {
        boolean descending = text.startsWith("-");
        String name = descending ? text.substring(1) : text;
        if (name.startsWith(METRIC) && name.length() > METRIC.length() && name.length() <= MOST_CHARACTERS) {
            return new RunOrder(Column.METRIC, name.substring(METRIC.length()), descending);
        }
        for (Column column : Column.PLAIN) {
            if (column.text().equals(name)) {
                return new RunOrder(column, descending);
            }
        }
        return NEWEST;
    }

    /** Such as {@code -started} or {@code metric.val_loss}. */
    public String text() {
        return (descending ? "-" : "") + (column == Column.METRIC ? METRIC + metric : column.text());
    }
}
