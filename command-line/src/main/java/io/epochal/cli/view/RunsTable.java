package io.epochal.cli.view;

import io.epochal.callback.summary.EventText;
import io.epochal.callback.summary.MetricCurve;
import io.epochal.callback.summary.RunDetails;
import io.epochal.callback.summary.RunOverview;
import io.epochal.callback.summary.RunPhase;
import io.epochal.protocol.field.Numbers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs, a line each. */
public final class RunsTable {
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private RunsTable() {}

    /** For the user; the duration of a run that has not ended is until now. */
    public static String text(List<RunOverview> runs, Instant now) {
        if (runs.isEmpty()) {
            return "there are no runs yet; ./epochal train runs/mnist-cnn.yaml starts one\n";
        }
        TextTable columns = new TextTable("RUN", "STATUS", "EPOCHS", "BEST", "LAST", "STARTED", "TOOK", "BY");
        for (RunOverview run : runs) {
            columns.row(
                    run.id(),
                    run.phase(now).text()
                            + run.lostSince(now)
                                    .map(since -> " since " + TIME.format(since))
                                    .orElse(""),
                    run.epochs() + run.allEpochs().map(all -> "/" + all).orElse(""),
                    run.best()
                            .map(best -> run.metric() + " " + EventText.number(best.value()) + " (" + run.round() + " "
                                    + (best.epoch() + 1) + ")")
                            .orElse("-"),
                    run.last().map(last -> EventText.number(last.value())).orElse("-"),
                    TIME.format(run.started()),
                    run.phase(now) == RunPhase.QUEUED && !run.hasStarted() ? "-" : EventText.duration(took(run, now)),
                    run.requestedBy().orElse("-"));
        }
        return columns.text();
    }

    /** For a program: one JSON object. */
    public static String json(RunOverview run, Instant now) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("run", run.id());
        json.put("status", run.phase(now).text());
        json.put("lost_since", run.lostSince(now).orElse(null));
        json.put("requested_by", run.requestedBy().orElse(null));
        json.put("trainer", run.trainer().orElse(null));
        json.put("unit", run.round());
        json.put("attempt", run.attempt());
        json.put("epochs_run", run.epochs());
        json.put("epochs", run.allEpochs().orElse(null));
        json.put("monitor", run.metric());
        json.put("best", run.best().map(one -> Numbers.json(one.value())).orElse(null));
        json.put("best_epoch", run.best().map(MetricCurve.EpochValue::epoch).orElse(null));
        json.put("last", run.last().map(one -> Numbers.json(one.value())).orElse(null));
        json.put("begun", run.started());
        json.put("seconds", took(run, now).toMillis() / 1e3);
        return PrintableJson.line(json);
    }

    private static Duration took(RunOverview run, Instant now) {
        return Duration.between(run.started(), run.until(now));
    }

    static Duration took(RunDetails run, Instant now) {
        return Duration.between(run.started(), run.until(now));
    }
}
