package io.epochal.cli;

import io.epochal.callback.policy.Replay;
import io.epochal.protocol.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/** A replay for a person: epoch, metrics, what each callback thought and did; at the end what it comes to. Pure. */
final class ReplayTable {
    private ReplayTable() {}

    static String text(Replay.Case asked, Replay.Outcome outcome) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < outcome.epochs().size(); i++) {
            Replay.EpochDecision decision = outcome.epochs().get(i);
            Replay.Measured measured = asked.history().get(i);
            text.append(String.format(Locale.ROOT, "epoch %3d", measured.epoch() + 1))
                    .append(View.metrics(measured.logs()))
                    .append('\n');
            for (Verdict.Reason reason : decision.reasons()) {
                text.append("  ")
                        .append(reason.callback())
                        .append(": ")
                        .append(reason.text())
                        .append('\n');
            }
        }
        if (outcome.error() != null) {
            return text.append("error    ").append(outcome.error()).append('\n').toString();
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
                + "; last learning rate " + View.number(outcome.finalLearningRate()) + "\n";
    }

    private static String best(Replay.Case asked, Replay.Outcome outcome) {
        Map<String, Object> watcher = asked.callbacks().stream()
                .filter(callback -> callback.containsKey("monitor"))
                .findFirst()
                .orElse(Map.of());
        String monitor = String.valueOf(watcher.getOrDefault("monitor", "val_loss"));
        boolean greater =
                "max".equals(watcher.get("mode")) || (!"min".equals(watcher.get("mode")) && !monitor.endsWith("loss"));
        OptionalDouble whole = best(asked.history(), monitor, greater);
        OptionalDouble cut = best(asked.history().subList(0, outcome.epochsRun()), monitor, greater);
        return whole.isEmpty() || cut.isEmpty()
                ? ""
                : ", best " + monitor + " " + View.number(whole.getAsDouble()) + " → " + View.number(cut.getAsDouble());
    }

    private static OptionalDouble best(List<Replay.Measured> epochs, String monitor, boolean greater) {
        DoubleStream values = epochs.stream()
                .flatMapToDouble(epoch -> epoch.logs().get(monitor).stream())
                .filter(value -> !Double.isNaN(value));
        return greater ? values.max() : values.min();
    }
}
