package io.epochal.protocol.field;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One JSON or YAML object, read key by key. The reader says what would be right; what is not, ends in a {@link SpecException}
 * that names the place. Call {@link #end()} last: keys that were not read are mistakes too.
 */
public final class Fields {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private final String path;
    private final Map<?, ?> values;
    private final Set<String> known = new LinkedHashSet<>();
    private final boolean lenient;

    private Fields(String path, Map<?, ?> values, boolean lenient) {
        this.path = path;
        this.values = values;
        this.lenient = lenient;
    }

    /** Reads the object at this path; the root's path is empty. */
    public static Fields of(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return new Fields(path, map, false);
        }
        throw new SpecException(path, "must be an object with keys", value);
    }

    /** The same, read as a message from another version is read: keys that are not read are ignored. */
    public Fields lenient() {
        return new Fields(path, values, true);
    }

    /** Whether this comes out of a message, whose writer may have been of another version. */
    public boolean isLenient() {
        return lenient;
    }

    /** The object's own place; empty for the root. */
    public String path() {
        return path;
    }

    public String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** A key was asked for or will be ignored on purpose. */
    public @Nullable Object raw(String key) {
        known.add(key);
        Object value = values.get(key);
        // YAML reads the keys of a table as numbers.
        return value == null && NUMBER.matcher(key).matches() ? values.get(Integer.valueOf(key)) : value;
    }

    public List<String> keys() {
        return values.keySet().stream().map(String::valueOf).toList();
    }

    /** All of it, as written; YAML's null is absent. */
    public Map<String, Object> values() {
        Map<String, Object> all = new TreeMap<>();
        values.forEach((key, value) -> {
            known.add(String.valueOf(key));
            if (value != null) {
                all.put(String.valueOf(key), value);
            }
        });
        return all;
    }

    public boolean has(String key) {
        return raw(key) != null;
    }

    public String text(String key) {
        return optionalText(key).orElseThrow(() -> missing(key));
    }

    public Optional<String> optionalText(String key) {
        Object value = raw(key);
        if (value == null || value instanceof String) {
            return Optional.ofNullable((String) value);
        }
        throw wrong(key, "must be a text");
    }

    public String oneOf(String key, String fallback, String... allowed) {
        String value = optionalText(key).orElse(fallback);
        if (Arrays.asList(allowed).contains(value)) {
            return value;
        }
        throw wrong(key, "must be one of " + String.join(", ", allowed) + Nearest.hint(value, List.of(allowed)));
    }

    public boolean flag(String key, boolean fallback) {
        Object value = raw(key);
        if (value == null || value instanceof Boolean) {
            return value == null ? fallback : (Boolean) value;
        }
        throw wrong(key, "must be true or false");
    }

    public int integer(String key, int fallback, int min) {
        Object value = raw(key);
        if (value == null) {
            return fallback;
        }
        if (value instanceof Integer number && number >= min) {
            return number;
        }
        throw wrong(key, "must be a whole number, " + min + " or more");
    }

    public int requiredInteger(String key, int min) {
        if (!has(key)) {
            throw missing(key);
        }
        return integer(key, min, min);
    }

    public long longInteger(String key, long fallback) {
        Object value = raw(key);
        if (value == null) {
            return fallback;
        }
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        throw wrong(key, "must be a whole number of at most 64 bits");
    }

    public double number(String key, double fallback) {
        return optionalNumber(key).orElse(fallback);
    }

    /** A number, or one of the texts that stand for NaN and the infinities in JSON. */
    public OptionalDouble optionalNumber(String key) {
        Object value = raw(key);
        if (value == null) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(Numbers.parse(value).orElseThrow(() -> wrong(key, "must be a number")));
    }

    /** A number that is one: neither NaN nor infinite. */
    public double finite(String key, double fallback) {
        double value = number(key, fallback);
        if (Double.isFinite(value)) {
            return value;
        }
        throw wrong(key, "must be a finite number");
    }

    public double numberIn(String key, double fallback, double min, double below) {
        double value = number(key, fallback);
        if (value >= min && value < below) {
            return value;
        }
        throw wrong(key, "must be " + min + " or more and less than " + below);
    }

    public Fields object(String key) {
        Fields object = has(key) ? of(pathOf(key), raw(key)) : of(pathOf(key), Map.of());
        return lenient ? object.lenient() : object;
    }

    public List<Fields> objects(String key) {
        List<Fields> items = new ArrayList<>();
        for (Object item : list(key)) {
            Fields object = of(pathOf(key) + "[" + items.size() + "]", item);
            items.add(lenient ? object.lenient() : object);
        }
        return items;
    }

    public List<String> texts(String key, List<String> fallback) {
        if (!has(key)) {
            return fallback;
        }
        List<String> texts = new ArrayList<>();
        for (Object item : list(key)) {
            if (!(item instanceof String text)) {
                throw new SpecException(pathOf(key) + "[" + texts.size() + "]", "must be a text", item);
            }
            texts.add(text);
        }
        return texts;
    }

    /** The list at a key, empty when there is none. */
    public List<?> list(String key) {
        Object value = raw(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrong(key, "must be a list");
    }

    /** Keys without a value are no mistakes: Keras writes null for an argument that is not set. */
    public void ignoreNulls() {
        values.forEach((key, value) -> {
            if (value == null) {
                known.add(String.valueOf(key));
            }
        });
    }

    /** Fails on the first key that was not asked for. */
    public void end() {
        if (lenient) {
            return;
        }
        for (Object key : values.keySet()) {
            String name = String.valueOf(key);
            if (!known.contains(name)) {
                throw new SpecException(
                        pathOf(name),
                        "is not known here; there are: " + String.join(", ", known) + Nearest.hint(name, known));
            }
        }
    }

    public SpecException missing(String key) {
        return new SpecException(pathOf(key), "is required");
    }

    public SpecException wrong(String key, String requirement) {
        return new SpecException(pathOf(key), requirement, raw(key));
    }
}
