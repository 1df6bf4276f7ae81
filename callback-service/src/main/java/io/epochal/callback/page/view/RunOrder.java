package io.epochal.callback.page.view;

import io.epochal.callback.summary.RunOverview;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The order of a list of runs. A run without a value stands behind all others, whatever the direction.
 *
 * @param descending whether the greatest comes first
 */
public record RunOrder(Column column, boolean descending) {
    /** Newest first. */
    public static final RunOrder NEWEST = new RunOrder(Column.STARTED, true);

    /** What a list can be sorted by. */
    public enum Column {
        RUN,
        STATUS,
        EPOCHS,
        BEST,
        LAST,
        TRAINER,
        STARTED,
        TOOK;

        /** As an address has it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Keyed(RunOverview run, Comparable<?> key) {}

    /** Reads {@link #text}; anything else is the order that begins with the newest. */
    public static RunOrder read(String text) {
        boolean descending = text.startsWith("-");
        String name = descending ? text.substring(1) : text;
        for (Column column : Column.values()) {
            if (column.text().equals(name)) {
                return new RunOrder(column, descending);
            }
        }
        return NEWEST;
    }

    /** Such as {@code -started}. */
    public String text() {
        return (descending ? "-" : "") + column.text();
    }

    /** Of the runs that are kept, in this order. */
    List<RunOverview> of(List<RunOverview> runs, Predicate<RunOverview> kept, Instant now) {
        List<Keyed> keyed = new ArrayList<>();
        List<RunOverview> without = new ArrayList<>();
        for (RunOverview run : runs) {
            if (kept.test(run)) {
                Optional<Comparable<?>> key = key(run, now);
                key.ifPresentOrElse(one -> keyed.add(new Keyed(run, one)), () -> without.add(run));
            }
        }
        Comparator<Keyed> byKey = Comparator.comparing(RunOrder::comparable);
        Comparator<Keyed> newestFirst = Comparator.comparing(
                        (Keyed one) -> one.run().started())
                .reversed()
                .thenComparing(one -> one.run().id());
        keyed.sort((descending ? byKey.reversed() : byKey).thenComparing(newestFirst));
        List<RunOverview> sorted = new ArrayList<>(keyed.size() + without.size());
        keyed.forEach(one -> sorted.add(one.run()));
        sorted.addAll(without);
        return sorted;
    }

    /** All keys of one column are of one type. */
    @SuppressWarnings("unchecked")
    private static Comparable<Object> comparable(Keyed one) {
        return (Comparable<Object>) one.key();
    }

    private Optional<Comparable<?>> key(RunOverview run, Instant now) {
        return switch (column) {
            case RUN -> Optional.of(run.id());
            case STATUS -> Optional.of(run.phase(now));
            case EPOCHS -> Optional.of(run.epochs());
            case BEST -> run.best().map(one -> one.value());
            case LAST -> run.last().map(one -> one.value());
            case TRAINER -> run.trainer().map(one -> one);
            case STARTED -> Optional.of(run.started());
            case TOOK ->
                run.hasStarted() ? Optional.of(Duration.between(run.started(), run.until(now))) : Optional.empty();
        };
    }
}
