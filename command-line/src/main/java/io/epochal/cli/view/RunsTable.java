package io.epochal.cli.view;

import io.epochal.cli.run.MetricCurve;
import io.epochal.cli.run.RunDetails;
import io.epochal.cli.run.RunOverview;
import io.epochal.cli.run.RunPhase;
import io.epochal.protocol.Numbers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs, a line each. Pure: outlines in, text out. */
public final class RunsTable {
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private RunsTable() {}

    /** For a person; what is under way took until now. */
    public static String text(List<RunOverview> runs, Instant now) {
        if (runs.isEmpty()) {
            return "there are no runs yet; ./epochal train runs/mnist-cnn.yaml begins one\n";
        }
        TextTable columns = new TextTable("RUN", "STATUS", "EPOCHS", "BEST", "LAST", "BEGUN", "TOOK");
        for (RunOverview run : runs) {
            columns.row(
                    run.run(),
                    run.state().text(),
                    run.epochs() + "/" + run.allEpochs(),
                    run.best()
                            .map(best -> run.metric() + " " + EventView.number(best.value()) + " (epoch "
                                    + (best.epoch() + 1) + ")")
                            .orElse("-"),
                    run.last().map(last -> EventView.number(last.value())).orElse("-"),
                    TIME.format(run.begun()),
                    run.state() == RunPhase.QUEUED && !run.taken() ? "-" : duration(took(run, now)));
        }
        return columns.text();
    }

    /** For a program: one JSON object. */
    public static String json(RunOverview run, Instant now) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("run", run.run());
        json.put("status", run.state().text());
        json.put("attempt", run.attempt());
        json.put("epochs_run", run.epochs());
        json.put("epochs", run.allEpochs());
        json.put("monitor", run.metric());
        json.put("best", run.best().map(one -> Numbers.json(one.value())).orElse(null));
        json.put("best_epoch", run.best().map(MetricCurve.Point::epoch).orElse(null));
        json.put("last", run.last().map(one -> Numbers.json(one.value())).orElse(null));
        json.put("begun", run.begun());
        json.put("seconds", took(run, now).toMillis() / 1e3);
        return PrintableJson.line(json);
    }

    private static Duration took(RunOverview run, Instant now) {
        return Duration.between(run.begun(), run.until(now));
    }

    static Duration took(RunDetails story, Instant now) {
        return Duration.between(story.begun(), story.until(now));
    }

    static String duration(Duration took) {
        long seconds = Math.max(0, took.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        return seconds < 3600
                ? seconds / 60 + "m " + seconds % 60 + "s"
                : seconds / 3600 + "h " + seconds / 60 % 60 + "m";
    }
}
