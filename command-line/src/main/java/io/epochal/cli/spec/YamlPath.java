package io.epochal.cli.spec;

import io.epochal.protocol.field.SpecException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The path of a value in a document, such as {@code callbacks[0].patience}.
 *
 * @param steps keys of objects and indices of lists
 */
record YamlPath(String text, List<Object> steps) {
    private static final Pattern STEP = Pattern.compile("([^.\\[\\]]++)|\\[(\\d{1,6})]");
    private static final Pattern PATH = Pattern.compile("[^.\\[\\]]++(?:\\.[^.\\[\\]]++|\\[\\d{1,6}]){0,16}+");

    /** A path from the user; {@link SpecException} when it is invalid. */
    static YamlPath parse(String text) {
        if (!PATH.matcher(text).matches()) {
            throw new SpecException(text, "must be path=value, the path such as epochs or callbacks[0].patience");
        }
        return of(text);
    }

    /** A path as a {@link SpecException} has it. */
    static YamlPath of(String text) {
        List<Object> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(text);
        while (matcher.find()) {
            steps.add(matcher.group(1) != null ? matcher.group(1) : Integer.valueOf(matcher.group(2)));
        }
        return new YamlPath(text, steps);
    }

    /** Sets a value in a document of maps and lists. Missing maps are created; {@link SpecException} for an index that is not there. */
    void set(Map<String, Object> document, @Nullable Object value) {
        Object parent = document;
        for (Object step : steps.subList(0, steps.size() - 1)) {
            parent = child(parent, step);
        }
        put(parent, steps.get(steps.size() - 1), value);
    }

    @SuppressWarnings("unchecked")
    private Object child(Object parent, Object step) {
        if (parent instanceof Map<?, ?> map && step instanceof String key) {
            Object existing = map.get(key);
            Object child = existing instanceof Map || existing instanceof List
                    ? existing
                    : new LinkedHashMap<String, Object>();
            ((Map<String, Object>) map).put(key, child);
            return child;
        }
        if (parent instanceof List<?> list && index(step) >= 0 && index(step) < list.size()) {
            Object existing = list.get(index(step));
            if (existing instanceof Map || existing instanceof List) {
                return existing;
            }
        }
        throw missing();
    }

    @SuppressWarnings("unchecked")
    private void put(Object parent, Object step, @Nullable Object value) {
        if (parent instanceof Map<?, ?> map && step instanceof String key) {
            ((Map<String, @Nullable Object>) map).put(key, value);
        } else if (parent instanceof List<?> list && index(step) >= 0 && index(step) < list.size()) {
            ((List<@Nullable Object>) list).set(index(step), value);
        } else {
            throw missing();
        }
    }

    private SpecException missing() {
        return new SpecException(text, "is not in the run spec and cannot be set");
    }

    /** Both {@code callbacks[0]} and {@code callbacks.0}. */
    private static int index(Object step) {
        if (step instanceof Integer index) {
            return index;
        }
        return String.valueOf(step).matches("\\d{1,6}") ? Integer.parseInt(String.valueOf(step)) : -1;
    }
}
