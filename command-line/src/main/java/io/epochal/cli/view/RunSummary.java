package io.epochal.cli.view;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.field.Printable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of a run that has ended.
 *
 * @param best the epoch whose weights the model has, where they were restored
 * @param checkpoint where the final model's parts are: a folder, or {@code s3://BUCKET/KEY}
 * @param tensorBoard where the run's logs are, if there are any: a folder, or TensorBoard's address
 */
public record RunSummary(
        RunEnded ended, @Nullable EpochEnded best, @Nullable String checkpoint, @Nullable String tensorBoard) {

    /** One line. */
    public String json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("run", ended.run());
        json.put("status", ended.status());
        json.put("reason", ended.reason());
        json.put("epochs_run", ended.epochsRun());
        json.put("best_epoch", ended.restoredEpoch());
        json.put("metrics", ended.metrics());
        json.put("test", ended.test());
        json.put("learning_rate", ended.learningRate());
        json.put("checkpoint", checkpoint);
        json.put("tensorboard", tensorBoard);
        json.put("events", eventsCommand());
        return PrintableJson.line(json);
    }

    public String text() {
        StringBuilder text = new StringBuilder("\n");
        row(text, "run", ended.run());
        row(text, "status", ended.status().wireName() + " after " + epochs(ended.epochsRun()) + ": " + ended.reason());
        if (best != null) {
            row(text, "best", "epoch " + (best.epoch() + 1) + EventText.metrics(best.metrics()));
        }
        if (!ended.test().equals(Metrics.NONE)) {
            row(text, "test", EventText.metrics(ended.test()).substring(" - ".length()));
        }
        if (checkpoint != null) {
            row(text, "model", isAddress(checkpoint) ? checkpoint : "ls " + checkpoint);
        }
        if (tensorBoard != null) {
            row(text, "metrics", isAddress(tensorBoard) ? tensorBoard : "tensorboard --logdir " + tensorBoard);
        }
        row(text, "events", eventsCommand());
        return text.toString();
    }

    private static boolean isAddress(String place) {
        return place.contains("://");
    }

    private String eventsCommand() {
        return "./epochal events " + ended.run();
    }

    private static String epochs(int count) {
        return count == 1 ? "1 epoch" : count + " epochs";
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-8s %s%n", name, Printable.of(value)));
    }
}
