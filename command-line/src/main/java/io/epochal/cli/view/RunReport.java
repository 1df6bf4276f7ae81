package io.epochal.cli.view;

import io.epochal.callback.summary.AttemptText;
import io.epochal.callback.summary.CommandText;
import io.epochal.callback.summary.EventText;
import io.epochal.callback.summary.RunDetails;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Everything about one run, as {@code runs show} prints it.
 *
 * @param checkpointKeys the keys of its checkpoints by their names
 */
public record RunReport(RunDetails run, SortedMap<String, String> checkpointKeys, Instant now) {
    public String text() {
        return String.join(
                "\n",
                List.of(
                                new RunHeader(run, now).text(),
                                section("attempts", attempts()),
                                section(round() + "s", epochs()),
                                section("decisions", decisions()),
                                section("requests", requests()),
                                section("checkpoints", checkpoints()))
                        .stream()
                        .filter(part -> !part.isEmpty())
                        .toList());
    }

    private static String section(String title, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return "";
        }
        TextTable columns = new TextTable(title.toUpperCase(Locale.ROOT));
        rows.forEach(columns::row);
        return columns.text();
    }

    private List<List<String>> attempts() {
        List<List<String>> rows = new ArrayList<>();
        for (TrainingEvent first : run.attempts()) {
            rows.add(List.of("  " + first.attempt(), RunsTable.TIME.format(first.time()), AttemptText.of(first)));
        }
        return rows;
    }

    private String round() {
        return run.facts().round();
    }

    private List<List<String>> epochs() {
        TreeSet<String> names = new TreeSet<>();
        run.epochs()
                .values()
                .forEach(epoch -> names.addAll(epoch.metrics().values().keySet()));
        List<List<String>> rows = new ArrayList<>();
        if (names.isEmpty()) {
            return rows;
        }
        List<String> header = new ArrayList<>(List.of("  " + round()));
        header.addAll(names);
        header.addAll(List.of("learning_rate", "seconds"));
        rows.add(header);
        for (EpochEnded epoch : run.epochs().values()) {
            List<String> row = new ArrayList<>(List.of("  " + (epoch.epoch() + 1)));
            names.forEach(name -> row.add(
                    epoch.metrics().get(name).isPresent()
                            ? EventText.number(epoch.metrics().get(name).getAsDouble())
                            : "-"));
            row.add(EventText.number(epoch.learningRate()));
            row.add(String.format(Locale.ROOT, "%.1f", epoch.seconds()));
            rows.add(row);
        }
        return rows;
    }

    private List<List<String>> decisions() {
        List<List<String>> rows = new ArrayList<>();
        for (VerdictApplied applied : run.events(VerdictApplied.class)) {
            for (Verdict.Reason reason : applied.reasons()) {
                String place = applied.epoch() < 0 ? "the beginning" : round() + " " + (applied.epoch() + 1);
                rows.add(List.of("  " + place, reason.callback(), reason.text()));
            }
        }
        return rows;
    }

    private List<List<String>> requests() {
        List<List<String>> rows = new ArrayList<>();
        for (CommandRequest request : run.commands().requests().values()) {
            String answer = run.commands()
                    .answer(request.commandId())
                    .map(one -> CommandText.answer(one, round()))
                    .orElse("not answered");
            rows.add(List.of(
                    "  " + CommandText.of(request.command()),
                    "by " + request.requestedBy(),
                    answer,
                    "id " + request.commandId()));
        }
        for (CommandApplied answer : run.commands().answersWithoutRequest()) {
            String by = answer.requestedBy();
            rows.add(List.of(
                    "  " + CommandText.of(answer.command()),
                    by == null ? "" : "by " + by,
                    CommandText.answer(answer, round()),
                    "id " + answer.commandId()));
        }
        return rows;
    }

    private List<List<String>> checkpoints() {
        List<List<String>> rows = new ArrayList<>();
        checkpointKeys.forEach((name, key) -> rows.add(List.of("  " + name, key)));
        return rows;
    }
}
