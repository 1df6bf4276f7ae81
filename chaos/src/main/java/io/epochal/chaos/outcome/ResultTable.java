package io.epochal.chaos.outcome;

import io.epochal.chaos.plan.ProcessFault;
import io.epochal.chaos.plan.ScheduledFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** The outcomes of all rounds by fault. */
public final class ResultTable {
    private ResultTable() {}

    /** In Markdown: a row for each kind of fault, with the number of rounds that had it, by outcome. */
    public static String of(List<RoundResult> results) {
        TreeMap<String, int[]> rows = new TreeMap<>();
        for (RoundResult result : results) {
            for (String label : labels(result.injected())) {
                rows.computeIfAbsent(label, key -> counts())[result.outcome().ordinal()]++;
            }
        }
        StringBuilder text =
                new StringBuilder("| what was done | rounds | same | different | not ended |\n|---|---|---|---|---|\n");
        rows.forEach((label, counts) -> row(text, label, counts));
        int[] all = counts();
        results.forEach(result -> all[result.outcome().ordinal()]++);
        row(text, "**all rounds**", all);
        return text.toString();
    }

    /** Median and longest time from a trainer's death to the next batch, over the rounds with no other fault. */
    public static String recovery(List<RoundResult> results) {
        List<Duration> times = new ArrayList<>(results.stream()
                .filter(result -> result.injected().size() == 1)
                .filter(result -> result.injected().get(0).fault() instanceof ProcessFault.Kill)
                .map(RoundResult::nextBatch)
                .flatMap(Optional::stream)
                .sorted()
                .toList());
        if (times.isEmpty()) {
            return "no round killed the trainer and nothing else";
        }
        return String.format(
                Locale.ROOT,
                "from the kill of the trainer to the next batch, without other faults: median %d ms, longest %d ms, of %d",
                times.get(times.size() / 2).toMillis(),
                times.get(times.size() - 1).toMillis(),
                times.size());
    }

    private static int[] counts() {
        return new int[RoundResult.Outcome.values().length];
    }

    private static List<String> labels(List<ScheduledFault> faults) {
        return faults.stream()
                .map(scheduled -> scheduled.fault().label())
                .distinct()
                .toList();
    }

    private static void row(StringBuilder text, String label, int[] counts) {
        text.append("| ")
                .append(label)
                .append(" | ")
                .append(Arrays.stream(counts).sum());
        for (int count : counts) {
            text.append(" | ").append(count);
        }
        text.append(" |\n");
    }
}
