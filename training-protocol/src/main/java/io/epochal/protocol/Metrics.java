package io.epochal.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Named measurements, sorted by name as Keras hands them to callbacks ({@code pythonify_logs}).
 *
 * <p>A metric that was not measured is absent. NaN and the infinities are measurements; JSON writes them as strings.
 */
public record Metrics(SortedMap<String, Double> values) {
    public static final Metrics NONE = new Metrics(new TreeMap<>());

    public Metrics {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Metrics of(Map<String, Double> values) {
        return new Metrics(new TreeMap<>(values));
    }

    @JsonValue
    @Override
    public SortedMap<String, Double> values() {
        return values;
    }

    public OptionalDouble get(String name) {
        Double value = values.get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    public Metrics with(String name, double value) {
        SortedMap<String, Double> all = new TreeMap<>(values);
        all.put(name, value);
        return new Metrics(all);
    }

    public Metrics without(String name) {
        SortedMap<String, Double> rest = new TreeMap<>(values);
        rest.remove(name);
        return new Metrics(rest);
    }

    /** These and the other's, each of whose names gets the prefix, as Keras adds {@code val_}. */
    public Metrics withPrefixed(String prefix, Metrics others) {
        SortedMap<String, Double> all = new TreeMap<>(values);
        others.values.forEach((name, value) -> all.put(prefix + name, value));
        return new Metrics(all);
    }
}
