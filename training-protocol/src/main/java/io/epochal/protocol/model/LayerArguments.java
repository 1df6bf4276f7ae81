package io.epochal.protocol.model;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one layer, read one by one. What is read, or stands for what is not there, is collected as the {@code config} that
 * Keras would write, so that a layer which was read can be written.
 */
public final class LayerArguments {
    private final Fields fields;
    private final Map<String, @Nullable Object> config = new LinkedHashMap<>();

    LayerArguments(Fields fields) {
        this.fields = fields;
    }

    /** What was read so far, in the order of reading. */
    Map<String, @Nullable Object> config() {
        return Collections.unmodifiableMap(config);
    }

    private <T> T keep(String key, T value) {
        config.put(key, value);
        return value;
    }

    private <T> @Nullable T absent(String key) {
        config.put(key, null);
        return null;
    }

    public int integer(String key, int fallback, int min) {
        return keep(key, fields.integer(key, fallback, min));
    }

    public int requiredInteger(String key, int min) {
        return keep(key, fields.requiredInteger(key, min));
    }

    /** A whole number of any sign; such as an axis. */
    public int anyInteger(String key, int fallback) {
        return keep(key, fields.integer(key, fallback, Integer.MIN_VALUE));
    }

    public @Nullable Integer optionalInteger(String key, int min) {
        return fields.has(key) ? (Integer) requiredInteger(key, min) : absent(key);
    }

    public double finite(String key, double fallback) {
        return keep(key, fields.finite(key, fallback));
    }

    public @Nullable Double optionalFinite(String key) {
        return fields.has(key) ? (Double) finite(key, 0) : absent(key);
    }

    /** At least {@code min}, less than {@code below}. */
    public double numberIn(String key, double fallback, double min, double below) {
        return keep(key, fields.numberIn(key, fallback, min, below));
    }

    /** A fraction that must be given, from 0 to less than 1. */
    public double requiredRate(String key) {
        if (!fields.has(key)) {
            throw fields.missing(key);
        }
        return numberIn(key, 0, 0, 1);
    }

    public boolean flag(String key, boolean fallback) {
        return keep(key, fields.flag(key, fallback));
    }

    public String oneOf(String key, String fallback, String... allowed) {
        return keep(key, fields.oneOf(key, fallback, allowed));
    }

    /** An argument that may be there, but with this value only; {@code why} says what other values would need. */
    public void only(String key, @Nullable Object value, String why) {
        Object found = fields.raw(key);
        boolean equal = found instanceof Number one && value instanceof Number other
                ? one.doubleValue() == other.doubleValue()
                : Objects.equals(found, value);
        if (found != null && !equal) {
            throw fields.wrong(key, "must be " + value + ": " + why);
        }
        config.put(key, value);
    }

    /** An argument that changes nothing here, such as a seed; kept as it is. */
    public void ignored(String key) {
        config.put(key, fields.raw(key));
    }

    public boolean has(String key) {
        return fields.has(key);
    }

    public SpecException wrong(String key, String requirement) {
        return fields.wrong(key, requirement);
    }

    /** The fields themselves, for an argument that has a form of its own; {@link #store} keeps what was read. */
    public Fields fields() {
        return fields;
    }

    public void store(String key, @Nullable Object value) {
        config.put(key, value);
    }

    /** Channels come last here; {@code channels_first} is refused. */
    public void channelsLast() {
        only("data_format", "channels_last", "channels come last here");
    }

    public Padding padding(Padding... allowed) {
        String[] names = new String[allowed.length];
        for (int i = 0; i < allowed.length; i++) {
            names[i] = allowed[i].name().toLowerCase(Locale.ROOT);
        }
        return Padding.valueOf(oneOf("padding", "valid", names).toUpperCase(Locale.ROOT));
    }

    /** One whole number for all axes, or one for each of so many axes; each {@code min} or more. */
    public List<Integer> sides(String key, int axes, @Nullable Integer fallback, int min) {
        Object value = fields.raw(key);
        if (value == null && fallback != null) {
            return keep(key, Collections.nCopies(axes, fallback));
        }
        if (value == null) {
            throw fields.missing(key);
        }
        if (value instanceof Integer side && side >= min) {
            return keep(key, List.copyOf(Collections.nCopies(axes, side)));
        }
        if (value instanceof List<?> sides
                && sides.size() == axes
                && sides.stream().allMatch(side -> side instanceof Integer one && one >= min)) {
            return keep(key, sides.stream().map(Integer.class::cast).toList());
        }
        throw fields.wrong(
                key,
                "must be a whole number, " + min + " or more"
                        + (axes == 1 ? "" : ", or " + axes + " of them in a list"));
    }

    /** One whole number, or a list of them, of any sign; kept as it is written. */
    public List<Integer> integers(String key, List<Integer> fallback) {
        Object value = fields.raw(key);
        if (value == null) {
            config.put(key, fallback.isEmpty() ? null : fallback);
            return fallback;
        }
        config.put(key, value);
        if (value instanceof Integer one) {
            return List.of(one);
        }
        if (value instanceof List<?> list && list.stream().allMatch(Integer.class::isInstance)) {
            return list.stream().map(Integer.class::cast).toList();
        }
        throw fields.wrong(key, "must be a whole number, or a list of them");
    }

    /** Fails on the first argument that no reader asked for; those that are null change nothing. */
    void end() {
        fields.ignoreNulls();
        fields.end();
    }
}
