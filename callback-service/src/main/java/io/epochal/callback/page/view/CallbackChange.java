package io.epochal.callback.page.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one callback when a list replaces another.
 *
 * @param kind {@code added}, {@code removed}, {@code changed} or {@code kept}
 * @param settings what is different, such as {@code patience: 5, then 10}
 * @param state what it knows from then on
 */
public record CallbackChange(String type, String kind, List<String> settings, List<String> state) {
    /** Those that stay or are added, in their new order, then those that are removed. */
    static List<CallbackChange> between(List<Map<String, Object>> before, List<Map<String, Object>> after) {
        List<Map<String, Object>> left = new ArrayList<>(before);
        List<CallbackChange> changes = new ArrayList<>();
        for (Map<String, Object> one : after) {
            Optional<Map<String, Object>> predecessor = left.stream()
                    .filter(old -> Objects.equals(old.get("type"), one.get("type")))
                    .findFirst();
            predecessor.ifPresent(left::remove);
            changes.add(change(predecessor.orElse(null), one));
        }
        left.forEach(gone -> changes.add(new CallbackChange(type(gone), "removed", List.of(), List.of())));
        return changes;
    }

    private static CallbackChange change(@Nullable Map<String, Object> before, Map<String, Object> after) {
        List<String> state = after.get("state") instanceof Map<?, ?> map
                ? map.entrySet().stream()
                        .map(one -> CallbackCard.field(String.valueOf(one.getKey()), one.getValue()))
                        .toList()
                : List.of();
        if (before == null) {
            return new CallbackChange(type(after), "added", List.of(), state);
        }
        List<String> settings = different(before, after);
        return new CallbackChange(type(after), settings.isEmpty() ? "kept" : "changed", settings, state);
    }

    private static List<String> different(Map<String, Object> before, Map<String, Object> after) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        names.remove("state");
        List<String> different = new ArrayList<>();
        for (String name : names) {
            Object old = before.get(name);
            Object now = after.get(name);
            if (!String.valueOf(old).equals(String.valueOf(now))) {
                different.add(ShownText.name(name) + ": " + shown(old) + ", then " + shown(now));
            }
        }
        return different;
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "none" : ShownText.name(String.valueOf(value));
    }

    private static String type(Map<String, Object> callback) {
        return ShownText.name(String.valueOf(callback.get("type")));
    }
}
