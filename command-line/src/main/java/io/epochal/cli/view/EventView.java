package io.epochal.cli.view;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.Printable;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Verdict;
import java.util.Locale;

/** How events of a run look. Pure: events in, text out. */
public interface EventView {
    /** What to print because of this event; often nothing. */
    String show(TrainingEvent event);

    /** {@code accuracy: 0.9641 - loss: 0.1189}: as Keras 3.15, progbar.py, prints them. */
    static String metrics(Metrics metrics) {
        StringBuilder text = new StringBuilder();
        metrics.values().forEach((name, value) -> text.append(" - ")
                .append(Printable.of(name))
                .append(": ")
                .append(number(value)));
        return text.toString();
    }

    static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) > 1e-3 || value == 0 ? "%.4f" : "%.4e", value);
    }

    static String resumed(TrainingEvent.RunResumed resumed) {
        return "attempt " + resumed.attempt() + " goes on in epoch " + (resumed.epoch() + 1) + " after batch "
                + resumed.batch() + " of " + resumed.stepsPerEpoch();
    }

    /** {@code pause: applied in epoch 3 after batch 17}. */
    static String answer(TrainingEvent.CommandApplied answer) {
        return CommandText.of(answer.command()) + ": " + CommandText.answer(answer);
    }

    /** {@code EarlyStopping: val_loss is 0.0473}. */
    static String reason(Verdict.Reason reason) {
        return Printable.of(reason.callback() + ": " + reason.text());
    }

    /** How many batches of an epoch were trained; one that was stopped has fewer than there are. */
    static int reached(TrainingEvent.EpochEnded ended, int steps) {
        long reached = ended.step() - (long) ended.epoch() * steps;
        return reached > 0 && reached < steps ? (int) reached : steps;
    }

    static String reasons(TrainingEvent.VerdictApplied applied, String before, String after) {
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
}
