package io.epochal.cli.view;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.PythonText;
import io.epochal.protocol.field.Numbers;
import io.epochal.protocol.field.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What Keras' {@code History} holds after a run.
 *
 * @param epochs each epoch's logs after all callbacks, by its number from 0
 */
public record KerasHistory(SortedMap<Integer, Metrics> epochs) {
    /** As {@code History}: the epochs, and a list for each log; an epoch without a log adds nothing to its list. */
    public String json() {
        Map<String, List<Object>> logs = new TreeMap<>();
        epochs.values().forEach(epoch -> epoch.values()
                .forEach((name, value) ->
                        logs.computeIfAbsent(name, key -> new ArrayList<>()).add(Numbers.json(value))));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("epoch", List.copyOf(epochs.keySet()));
        json.put("history", logs);
        return PrintableJson.line(json) + "\n";
    }

    /** One line an epoch; {@code NA} where it lacks a log. */
    public String csv() {
        TreeSet<String> names = new TreeSet<>();
        epochs.values().forEach(epoch -> names.addAll(epoch.values().keySet()));
        StringBuilder text = new StringBuilder("epoch");
        names.forEach(name -> text.append(',').append(Printable.of(name)));
        epochs.forEach((epoch, logs) -> {
            text.append('\n').append(epoch);
            for (String name : names) {
                var value = logs.get(name);
                text.append(',').append(value.isPresent() ? PythonText.repr(value.getAsDouble()) : "NA");
            }
        });
        return text.append('\n').toString();
    }
}
