package io.epochal.cli.view;

import io.epochal.callback.summary.EventText;
import io.epochal.callback.summary.RunFacts;
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
 * @param round what an epoch of the run is called
 * @param best the epoch whose weights the model has, where they were restored
 * @param checkpoint where the final model's parts are: a folder, or {@code s3://BUCKET/KEY}
 * @param tensorBoard where the run's logs are, if there are any: a folder, or TensorBoard's address
 */
public record RunResultText(
        RunEnded ended,
        String round,
        @Nullable EpochEnded best,
        @Nullable String checkpoint,
        @Nullable String tensorBoard) {

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
        row(
                text,
                "status",
                ended.status().wireName() + " after " + RunFacts.count(ended.epochsRun(), round) + ": "
                        + ended.reason());
        if (best != null) {
            row(text, "best", round + " " + (best.epoch() + 1) + EventText.metrics(best.metrics()));
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

    /** A trainer that is not ours may have its checkpoints anywhere: {@code file:/models/3.keras}, {@code hf:user/model}. */
    private static boolean isAddress(String place) {
        return place.matches("[A-Za-z][A-Za-z0-9+.-]*:.*");
    }

    private String eventsCommand() {
        return "./epochal events " + ended.run();
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-8s %s%n", name, Printable.of(value)));
    }
}
