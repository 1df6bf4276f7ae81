package io.epochal.callback.summary;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.field.Printable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;

/** Parts of events as text. Printable, whatever the event holds. */
public final class EventText {
    private static final double MOST_PLAIN = 1e7;

    private EventText() {}

    /** {@code - accuracy: 0.9641 - loss: 0.1189}: as Keras 3.15, progbar.py, prints them. */
    public static String metrics(Metrics metrics) {
        StringBuilder text = new StringBuilder();
        metrics.values().forEach((name, value) -> text.append(" - ")
                .append(Printable.of(name))
                .append(": ")
                .append(number(value)));
        return text.toString();
    }

    /** Four decimals; in scientific notation up to 0.001, as Keras does it. */
    public static String number(double value) {
        double size = Math.abs(value);
        // A list of ten thousand runs has twenty thousand of these, and a formatter takes many times as long.
        return size > 1e-3 && size < MOST_PLAIN
                ? BigDecimal.valueOf(value).setScale(4, RoundingMode.HALF_UP).toPlainString()
                : String.format(Locale.ROOT, size > 1e-3 || value == 0 ? "%.4f" : "%.4e", value);
    }

    /** @param round what an epoch of the run is called */
    public static String resumed(TrainingEvent.Resumption resumed, String round) {
        String text = "attempt " + resumed.attempt() + " resumes in " + round + " " + (Math.max(0, resumed.epoch()) + 1)
                + " after batch " + resumed.batch();
        return resumed instanceof TrainingEvent.RunResumed ours ? text + " of " + ours.stepsPerEpoch() : text;
    }

    /** {@code pause: applied in epoch 3 after batch 17}. */
    public static String answer(TrainingEvent.CommandApplied answer, String round) {
        return CommandText.of(answer.command()) + ": " + CommandText.answer(answer, round);
    }

    /** {@code EarlyStopping: val_loss is 0.0473}. */
    public static String reason(Verdict.Reason reason) {
        return Printable.of(reason.callback() + ": " + reason.text());
    }

    /** A line for each reason of a verdict, between {@code before} and {@code after}. */
    public static String reasons(TrainingEvent.VerdictApplied applied, String before, String after) {
        StringBuilder text = new StringBuilder();
        for (Verdict.Reason reason : applied.reasons()) {
            text.append(before)
                    .append("  ")
                    .append(reason(reason))
                    .append(after)
                    .append('\n');
        }
        return text.toString();
    }

    /** {@code 12s}, {@code 3m 4s}, {@code 2h 5m}. */
    public static String duration(Duration took) {
        long seconds = Math.max(0, took.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        return seconds < 3600
                ? seconds / 60 + "m " + seconds % 60 + "s"
                : seconds / 3600 + "h " + seconds / 60 % 60 + "m";
    }
}
