package io.epochal.chaos.outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How a run differs from the run without faults. */
public final class EvidenceComparison {
    private static final int MOST_CHARACTERS = 400;
    private static final int CONTEXT = 40;

    private EvidenceComparison() {}

    /** Each difference as text; empty when the two are the same. */
    public static List<String> differences(Evidence reference, Evidence run) {
        List<String> differences = new ArrayList<>(run.failures());
        run.trace().faults().forEach(fault -> differences.add("events: " + fault));
        run.batches().faults().forEach(fault -> differences.add("batches: " + fault));
        run.stored().faults().forEach(fault -> differences.add("bucket: " + fault));
        differences.addAll(
                lists("events", reference.trace().events(), run.trace().events()));
        differences.addAll(
                lists("weights", reference.trace().weights(), run.trace().weights()));
        differences.addAll(missingSaves(reference.trace(), run.trace()));
        differences.addAll(requests(run.trace()));
        differences.addAll(batches(reference.batches().batches(), run.batches().batches()));
        differences.addAll(maps("name", reference.stored().names(), run.stored().names()));
        differences.addAll(files(reference.recorded().files(), run.recorded().files()));
        return List.copyOf(differences);
    }

    private static List<String> missingSaves(RunTrace reference, RunTrace run) {
        return reference.saves().stream()
                .filter(save -> !run.saves().contains(save))
                .map(save -> "events: no attempt has reported the checkpoint " + save)
                .toList();
    }

    private static List<String> requests(RunTrace run) {
        return run.requests().entrySet().stream()
                .filter(one -> one.getValue() > 1 || !one.getKey().endsWith(" applied"))
                .map(one -> "events: a command was answered " + one.getValue() + " times: " + one.getKey())
                .toList();
    }

    private static List<String> batches(SortedMap<Long, String> reference, SortedMap<Long, String> run) {
        Map<String, String> expected = new TreeMap<>();
        Map<String, String> actual = new TreeMap<>();
        run.forEach((step, text) -> {
            actual.put("step " + step, text);
            expected.put("step " + step, reference.getOrDefault(step, "nothing"));
        });
        return maps("batches:", expected, actual);
    }

    private static List<String> maps(String what, Map<String, String> expected, Map<String, String> actual) {
        List<String> differences = new ArrayList<>();
        Map<String, String> all = new TreeMap<>(expected);
        all.putAll(actual);
        for (String key : all.keySet()) {
            String before = expected.getOrDefault(key, "nothing");
            String now = actual.getOrDefault(key, "nothing");
            if (!before.equals(now)) {
                differences.add(what + " " + key + ": " + unequal(before, now));
            }
        }
        return differences;
    }

    private static List<String> files(Map<String, List<String>> expected, Map<String, List<String>> actual) {
        List<String> differences = new ArrayList<>();
        Map<String, List<String>> all = new TreeMap<>(expected);
        all.putAll(actual);
        for (String file : all.keySet()) {
            differences.addAll(lists(
                    "file " + file, expected.getOrDefault(file, List.of()), actual.getOrDefault(file, List.of())));
        }
        return differences;
    }

    /** The first index at which they differ, and their lengths. */
    private static List<String> lists(String what, List<String> expected, List<String> actual) {
        if (expected.equals(actual)) {
            return List.of();
        }
        int index = 0;
        while (index < expected.size()
                && index < actual.size()
                && expected.get(index).equals(actual.get(index))) {
            index++;
        }
        return List.of(what + ": " + actual.size() + " in place of " + expected.size() + ", and number " + index + " "
                + unequal(at(expected, index), at(actual, index)));
    }

    private static String at(List<String> list, int index) {
        return index < list.size() ? list.get(index) : "nothing";
    }

    /** Both texts from shortly before the first difference. */
    private static String unequal(String expected, String actual) {
        int same = 0;
        while (same < expected.length() && same < actual.length() && expected.charAt(same) == actual.charAt(same)) {
            same++;
        }
        return "should be [" + around(expected, same) + "] and is [" + around(actual, same) + "]";
    }

    private static String around(String text, int place) {
        int from = Math.max(0, Math.min(place, text.length()) - CONTEXT);
        int to = Math.min(text.length(), from + MOST_CHARACTERS);
        String kind = from > 0 ? text.split(" ", 2)[0] + " …" : "";
        return kind + text.substring(from, to) + (to < text.length() ? "…" : "");
    }
}
