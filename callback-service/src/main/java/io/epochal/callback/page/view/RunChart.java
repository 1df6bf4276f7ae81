package io.epochal.callback.page.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.epochal.callback.summary.BatchCurve;
import io.epochal.callback.summary.RunDetails;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.Resumption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The curves of a run, for the script that draws them: columns of equal length, one place for each epoch. A value that is not finite, or
 * was not measured, is null.
 *
 * @param round what an epoch is called
 * @param epochs their numbers, from 1
 * @param seconds from the run's start to the epoch's end
 * @param metrics by their names, the learning rate among them
 * @param batches the loss of batches by step, thinned
 * @param attempts where each attempt but the first began
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record RunChart(
        String run,
        String round,
        List<Integer> epochs,
        List<Double> seconds,
        SortedMap<String, List<@Nullable Double>> metrics,
        List<ChartMark> marks,
        List<AttemptBand> attempts,
        BatchCurve.Columns batches) {
    /** As many values are drawn; of a longer run every second epoch, or every third. */
    static final int MOST_VALUES = 300_000;

    private static final int MOST_MARKS = 2000;
    private static final int MOST_METRICS = 100;
    private static final String RATE = "learning_rate";

    /** @param x the epoch, from 0; a part of one where the attempt began within it */
    public record AttemptBand(double x, int attempt, String text) {}

    public static RunChart of(FollowedRun followed) {
        RunDetails run = followed.details();
        List<EpochEnded> all = List.copyOf(run.epochs().values());
        List<String> names = names(all);
        int stride = 1 + (int) ((long) all.size() * names.size() / MOST_VALUES);
        List<EpochEnded> drawn = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (i % stride == 0 || i == all.size() - 1) {
                drawn.add(all.get(i));
            }
        }
        List<ChartMark> marks = run.known()
                ? ChartMark.of(run.events(), run.facts().steps(), run.facts().round())
                : List.of();
        return new RunChart(
                ShownText.name(run.id()),
                run.known() ? run.facts().round() : "epoch",
                drawn.stream().map(epoch -> epoch.epoch() + 1).toList(),
                drawn.stream()
                        .map(epoch ->
                                Duration.between(run.started(), epoch.time()).toMillis() / 1e3)
                        .toList(),
                columns(names, drawn),
                marks.subList(Math.max(0, marks.size() - MOST_MARKS), marks.size()),
                attempts(run),
                followed.batches());
    }

    private static List<String> names(List<EpochEnded> epochs) {
        Map<String, Boolean> names = new TreeMap<>();
        epochs.forEach(epoch -> epoch.metrics().values().keySet().forEach(name -> names.put(name, true)));
        return names.keySet().stream().limit(MOST_METRICS).toList();
    }

    private static SortedMap<String, List<@Nullable Double>> columns(List<String> names, List<EpochEnded> drawn) {
        SortedMap<String, List<@Nullable Double>> columns = new TreeMap<>();
        for (String name : names) {
            columns.put(
                    ShownText.name(name), column(drawn, epoch -> epoch.metrics().get(name)));
        }
        if (!drawn.isEmpty()) {
            columns.putIfAbsent(RATE, column(drawn, epoch -> OptionalDouble.of(epoch.learningRate())));
        }
        return columns;
    }

    private static List<@Nullable Double> column(List<EpochEnded> drawn, Function<EpochEnded, OptionalDouble> value) {
        List<@Nullable Double> column = new ArrayList<>(drawn.size());
        for (EpochEnded epoch : drawn) {
            OptionalDouble found = value.apply(epoch);
            boolean finite = found.isPresent() && Double.isFinite(found.getAsDouble());
            column.add(finite ? (Double) found.getAsDouble() : null);
        }
        return column;
    }

    private static List<AttemptBand> attempts(RunDetails run) {
        List<AttemptBand> attempts = new ArrayList<>();
        for (TrainingEvent first : run.attempts()) {
            if (first instanceof Resumption resumed) {
                int steps = run.facts().steps();
                double part = steps > 0 ? Math.min(1, (double) resumed.batch() / steps) : 0;
                attempts.add(new AttemptBand(
                        Math.max(0, resumed.epoch()) + part, first.attempt(), "attempt " + first.attempt()));
            }
        }
        return attempts;
    }
}
