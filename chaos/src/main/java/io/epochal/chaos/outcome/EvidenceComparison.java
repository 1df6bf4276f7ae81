package io.epochal.chaos.outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How a run differs from the one that was left alone, in words. */
public final class EvidenceComparison {
    private static final int MOST_CHARACTERS = 400;
    private static final int CONTEXT = 40;

    private EvidenceComparison() {}

    /** Empty if it does not. */
    public static List<String> differences(Evidence undisturbed, Evidence run) {
        List<String> differences = new ArrayList<>(run.complaints());
        run.story().faults().forEach(fault -> differences.add("events: " + fault));
        run.batches().faults().forEach(fault -> differences.add("batches: " + fault));
        run.stored().faults().forEach(fault -> differences.add("bucket: " + fault));
        differences.addAll(
                lists("events", undisturbed.story().events(), run.story().events()));
        differences.addAll(
                lists("weights", undisturbed.story().weights(), run.story().weights()));
        differences.addAll(never(undisturbed.story(), run.story()));
        differences.addAll(requests(run.story()));
        differences.addAll(batches(undisturbed.batches().told(), run.batches().told()));
        differences.addAll(
                maps("name", undisturbed.stored().names(), run.stored().names()));
        differences.addAll(files(undisturbed.recorded().files(), run.recorded().files()));
        return List.copyOf(differences);
    }

    private static List<String> never(RoundTranscript undisturbed, RoundTranscript run) {
        return undisturbed.saves().stream()
                .filter(save -> !run.saves().contains(save))
                .map(save -> "events: it was never said that there is a checkpoint " + save)
                .toList();
    }

    private static List<String> requests(RoundTranscript run) {
        return run.requests().entrySet().stream()
                .filter(one -> one.getValue() > 1 || !one.getKey().endsWith(" applied"))
                .map(one -> "events: a request was answered " + one.getValue() + " times: " + one.getKey())
                .toList();
    }

    private static List<String> batches(SortedMap<Long, String> undisturbed, SortedMap<Long, String> run) {
        Map<String, String> expected = new TreeMap<>();
        Map<String, String> actual = new TreeMap<>();
        run.forEach((step, text) -> {
            actual.put("step " + step, text);
            expected.put("step " + step, undisturbed.getOrDefault(step, "nothing"));
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

    /** The first place at which they part, and how long they are. */
    private static List<String> lists(String what, List<String> expected, List<String> actual) {
        if (expected.equals(actual)) {
            return List.of();
        }
        int place = 0;
        while (place < expected.size()
                && place < actual.size()
                && expected.get(place).equals(actual.get(place))) {
            place++;
        }
        return List.of(what + ": " + actual.size() + " in place of " + expected.size() + ", and number " + place + " "
                + unequal(at(expected, place), at(actual, place)));
    }

    private static String at(List<String> list, int place) {
        return place < list.size() ? list.get(place) : "nothing";
    }

    /** Both texts from shortly before where they part. */
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
