package io.epochal.cli.conformance;

import io.epochal.protocol.TrainingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong in a transcript. */
public final class Findings {
    private final Transcript whole;
    private final List<Finding> all = new ArrayList<>();

    public Findings(Transcript whole) {
        this.whole = whole;
    }

    public List<Finding> all() {
        return List.copyOf(all);
    }

    /** Expects that this holds. */
    public Findings expect(boolean holds, String expected, String seen, List<Exchange> shown) {
        if (!holds) {
            all.add(new Finding(expected, seen, shown));
        }
        return this;
    }

    /** Expects that this holds of what was said in this event. */
    public Findings expect(boolean holds, String expected, String seen, TrainingEvent event) {
        return expect(holds, expected, seen, whole.exchangeOf(event).stream().toList());
    }

    /** Expects that this holds, of which the newest exchange tells most. */
    public Findings expect(boolean holds, String expected, String seen) {
        return expect(holds, expected, seen, last());
    }

    /** Expects both to be the same. */
    public Findings same(String what, @Nullable Object expected, @Nullable Object seen, TrainingEvent event) {
        return expect(Objects.equals(expected, seen), what + " " + expected, what + " " + seen, event);
    }

    /** Expects an event of this type that is as wanted; it is empty where there is none, and that is said already. */
    public <E extends TrainingEvent> Optional<E> event(Class<E> type, String wanted, Predicate<E> isWanted) {
        Optional<E> found = whole.said(type).stream().filter(isWanted).findFirst();
        expect(found.isPresent(), type.getSimpleName() + wanted, types(), last());
        return found;
    }

    /** The types of what was said, shortened. */
    public String types() {
        List<String> types = whole.said().stream()
                .map(one -> one.event().getClass().getSimpleName())
                .toList();
        int from = Math.max(0, types.size() - 12);
        return types.isEmpty()
                ? "no event"
                : (from > 0 ? "…, " : "") + String.join(", ", types.subList(from, types.size()));
    }

    private List<Exchange> last() {
        List<Exchange> exchanges = whole.exchanges();
        return exchanges.isEmpty() ? List.of() : List.of(exchanges.get(exchanges.size() - 1));
    }
}
