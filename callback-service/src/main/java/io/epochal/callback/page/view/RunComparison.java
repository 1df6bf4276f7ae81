package io.epochal.callback.page.view;

import io.epochal.callback.summary.RunDetails;
import io.epochal.protocol.field.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Runs side by side.
 *
 * @param different the fields of their specs that are not the same in all
 * @param equal how many fields are
 * @param callbacks another list of callbacks, as it was written; empty for none
 * @param outcomes what it would have done, run by run
 * @param problem what is wrong with it; empty for nothing
 */
public record RunComparison(
        List<Compared> runs,
        List<Field> different,
        int equal,
        String callbacks,
        List<WhatIf> outcomes,
        String problem) {
    /** As many runs can be told apart. */
    public static final int MOST_RUNS = 8;

    private static final int MOST_FIELDS = 300;
    private static final String NONE = "-";

    /** One of the runs. */
    public record Compared(String id, String path) {}

    /** A field, with its value in each run. */
    public record Field(String path, List<String> values) {}

    /**
     * What is known of a run for this.
     *
     * @param fields of its spec, by their paths
     */
    public record Side(String id, SortedMap<String, String> fields, List<WhatIf> outcome) {}

    /** @param callbacks as a reader wrote it */
    public static Side side(FollowedRun followed, String callbacks) {
        RunDetails run = followed.details();
        List<WhatIf> outcome = new ArrayList<>();
        if (!callbacks.isBlank() && run.known()) {
            try {
                outcome.add(WhatIf.of(run, WhatIf.callbacks(callbacks)));
            } catch (SpecException e) {
                // The same for each run: the comparison says it once.
                outcome.clear();
            }
        }
        return new Side(run.id(), run.known() ? SpecText.fields(run.facts()) : new TreeMap<>(), outcome);
    }

    /** Of these runs, in their order. */
    public static RunComparison of(List<Side> sides, String callbacks) {
        TreeSet<String> paths = new TreeSet<>();
        sides.forEach(side -> paths.addAll(side.fields().keySet()));
        List<Field> different = new ArrayList<>();
        for (String path : paths) {
            List<String> values = sides.stream()
                    .map(side -> ShownText.name(side.fields().getOrDefault(path, NONE)))
                    .toList();
            boolean same = sides.stream()
                            .map(side -> side.fields().getOrDefault(path, NONE))
                            .distinct()
                            .count()
                    == 1;
            if (!same) {
                different.add(new Field(ShownText.name(path), values));
            }
        }
        return new RunComparison(
                sides.stream()
                        .map(side -> new Compared(ShownText.name(side.id()), ShownText.encoded(side.id())))
                        .toList(),
                different.stream().limit(MOST_FIELDS).toList(),
                paths.size() - different.size(),
                callbacks,
                sides.stream().flatMap(side -> side.outcome().stream()).toList(),
                problem(callbacks));
    }

    private static String problem(String callbacks) {
        if (callbacks.isBlank()) {
            return "";
        }
        try {
            var unused = WhatIf.callbacks(callbacks);
            return "";
        } catch (SpecException e) {
            return ShownText.sentence(String.valueOf(e.getMessage()));
        }
    }
}
