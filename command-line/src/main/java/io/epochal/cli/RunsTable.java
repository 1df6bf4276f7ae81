package io.epochal.cli;

import io.epochal.protocol.Numbers;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.Wire;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs, a line each. Pure: stories in, text out. */
final class RunsTable {
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private RunsTable() {}

    /** For a person; what is under way took until now. */
    static String text(List<Story> runs, Instant now) {
        if (runs.isEmpty()) {
            return "there are no runs yet; ./epochal train runs/mnist-cnn.yaml begins one\n";
        }
        Columns columns = new Columns("RUN", "STATUS", "EPOCHS", "BEST", "LAST", "BEGUN", "TOOK");
        for (Story story : runs) {
            Watched watched = Watched.of(story);
            columns.row(
                    story.run(),
                    story.state().text(),
                    story.epochs().size() + "/" + story.spec().epochs(),
                    watched.best()
                            .map(best -> watched.metric() + " " + View.number(watched.in(best)) + " (epoch "
                                    + (best.epoch() + 1) + ")")
                            .orElse("-"),
                    watched.last().map(last -> View.number(watched.in(last))).orElse("-"),
                    TIME.format(story.begun()),
                    story.state() == RunState.QUEUED && story.attempts().isEmpty() ? "-" : duration(took(story, now)));
        }
        return columns.text();
    }

    /** For a program: one JSON object. */
    static String json(Story story, Instant now) throws Exception {
        Watched watched = Watched.of(story);
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("run", story.run());
        json.put("status", story.state().text());
        json.put("attempt", story.attempt());
        json.put("epochs_run", story.epochs().size());
        json.put("epochs", story.spec().epochs());
        json.put("monitor", watched.metric());
        json.put(
                "best", watched.best().map(one -> Numbers.json(watched.in(one))).orElse(null));
        json.put("best_epoch", watched.best().map(EpochEnded::epoch).orElse(null));
        json.put(
                "last", watched.last().map(one -> Numbers.json(watched.in(one))).orElse(null));
        json.put("begun", story.begun());
        json.put("seconds", took(story, now).toMillis() / 1e3);
        return Wire.JSON.writeValueAsString(json);
    }

    static Duration took(Story story, Instant now) {
        Instant until = story.state().underWay()
                ? now
                : story.events().isEmpty()
                        ? story.begun()
                        : story.events().get(story.events().size() - 1).time();
        return Duration.between(story.begun(), until);
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

    /** The metric that a run is about: what its first callback with a monitor watches, else the validation loss, else the loss. */
    record Watched(String metric, List<EpochEnded> epochs) {
        static Watched of(Story story) {
            String monitor = story.spec().callbacks().stream()
                    .filter(one -> one.get("monitor") instanceof String)
                    .map(one -> String.valueOf(one.get("monitor")))
                    .findFirst()
                    .orElse("val_loss");
            List<EpochEnded> epochs = List.copyOf(story.epochs().values());
            String metric = has(epochs, monitor) ? monitor : has(epochs, "val_loss") ? "val_loss" : "loss";
            return new Watched(
                    metric, epochs.stream().filter(one -> has(one, metric)).toList());
        }

        private static boolean has(List<EpochEnded> epochs, String metric) {
            return epochs.stream().anyMatch(one -> has(one, metric));
        }

        private static boolean has(EpochEnded epoch, String metric) {
            return epoch.metrics().get(metric).isPresent();
        }

        double in(EpochEnded epoch) {
            return epoch.metrics().get(metric).orElseThrow();
        }

        Optional<EpochEnded> last() {
            return epochs.isEmpty() ? Optional.empty() : Optional.of(epochs.get(epochs.size() - 1));
        }

        /** The least loss, or the most of anything else; NaN is never the best, and of equals the first is. */
        Optional<EpochEnded> best() {
            boolean less = metric.endsWith("loss");
            return epochs.stream()
                    .filter(one -> !Double.isNaN(in(one)))
                    .reduce((first, next) -> (less ? in(next) < in(first) : in(next) > in(first)) ? next : first);
        }
    }
}
