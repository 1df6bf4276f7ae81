package io.epochal.cli.view;

import io.epochal.callback.policy.MetricDirection;
import io.epochal.callback.policy.Replay;
import io.epochal.callback.summary.EventText;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.field.Printable;
import java.util.Locale;
import java.util.OptionalDouble;

/** A replay for the user: each epoch with its metrics and the callbacks' reasons, then the result. */
public final class ReplayTable {
    private ReplayTable() {}

    public static String text(Replay.Case asked, Replay.Outcome outcome) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < outcome.epochs().size(); i++) {
            Replay.EpochDecision decision = outcome.epochs().get(i);
            Replay.Measured measured = asked.history().get(i);
            text.append(String.format(Locale.ROOT, "epoch %3d", measured.epoch() + 1))
                    .append(EventText.metrics(measured.logs()))
                    .append('\n');
            for (Verdict.Reason reason : decision.reasons()) {
                text.append("  ").append(EventText.reason(reason)).append('\n');
            }
        }
        if (outcome.error() != null) {
            return text.append("error    ")
                    .append(Printable.of(String.valueOf(outcome.error())))
                    .append('\n')
                    .toString();
        }
        return text.append(conclusion(asked, outcome)).toString();
    }

    private static String conclusion(Replay.Case asked, Replay.Outcome outcome) {
        int all = asked.history().size();
        String end = outcome.stopped() && outcome.epochsRun() < all
                ? "stops at epoch " + outcome.epochsRun() + " instead of " + all
                : "trains all " + all + " epochs";
        String saved =
                outcome.saved().isEmpty() ? "" : "; saves " + outcome.saved().size() + " checkpoints";
        Integer weights = outcome.weightsFromEpoch();
        return end + best(asked, outcome) + saved + (weights == null ? "" : "; weights of epoch " + (weights + 1))
                + "; last learning rate " + EventText.number(outcome.finalLearningRate()) + "\n";
    }

    private static String best(Replay.Case asked, Replay.Outcome outcome) {
        String monitor = asked.callbacks().stream()
                .map(callback -> callback.get("monitor"))
                .filter(String.class::isInstance)
                .map(String::valueOf)
                .findFirst()
                .orElse("val_loss");
        OptionalDouble whole = best(asked, asked.history().size(), monitor);
        OptionalDouble cut = best(asked, outcome.epochsRun(), monitor);
        return whole.isEmpty() || cut.isEmpty()
                ? ""
                : ", best " + Printable.of(monitor) + " " + EventText.number(whole.getAsDouble()) + " → "
                        + EventText.number(cut.getAsDouble());
    }

    /** The best value of the first epochs, in the direction that the callbacks monitor. */
    private static OptionalDouble best(Replay.Case asked, int epochs, String monitor) {
        return MetricDirection.best(
                monitor,
                asked.callbacks(),
                asked.directions(),
                asked.history().stream().limit(epochs).flatMapToDouble(epoch -> epoch.logs().get(monitor).stream()));
    }
}
