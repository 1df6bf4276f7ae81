package io.epochal.callback.readmodel;

import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.RunSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Summaries with any combination of what one can have; few values, so that many are equal. */
final class RandomRuns {
    static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final double[] VALUES = {
        0, 0.04, 0.06, 0.5, 0.9, -1, 1e300, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
    };
    private static final List<String> METRICS = List.of("val_loss", "val_accuracy", "loss", "l\u00f6ss");
    private static final List<String> TRAINERS =
            List.of("Keras 3", "50% off_", "O'Brien\\", "a!b", "nul\0text", "half\ud83d", "\ud83d\ude00 face", "");

    private static final List<String> NAMES = List.of("ada", "Ada L", "a!b", "50%_", "O'Brien\\", "nul\0text", "");

    private final Random random;

    RandomRuns(Random random) {
        this.random = random;
    }

    RunSummary summary(String id) {
        Instant requested = random.nextBoolean() ? at(random.nextInt(100)) : null;
        Instant started = requested == null || random.nextInt(4) > 0 ? at(random.nextInt(200)) : null;
        Instant changed = started == null ? null : started.plusMillis(random.nextInt(90_000));
        int attempt = started == null ? 0 : 1 + random.nextInt(3);
        RunSummary.Measured best = maybe(measured());
        return new RunSummary(
                id,
                at(300),
                at(0),
                attempt,
                random.nextInt(50),
                random.nextInt(3) == 0 ? null : pick(NAMES),
                requested,
                started,
                changed,
                changed == null ? null : changed.plusSeconds(random.nextInt(30)),
                random.nextInt(3) == 0 ? trainer() : null,
                random.nextBoolean() ? 12 : null,
                attempt > 0 && random.nextInt(3) == 0 ? null : end(attempt),
                random.nextInt(4) == 0 ? attempt : 0,
                random.nextInt(5) == 0,
                random.nextInt(4) == 0 ? attempt : 0,
                new RunSummary.Curve(
                        pick(METRICS),
                        random.nextBoolean(),
                        random.nextInt(8),
                        random.nextInt(8),
                        best,
                        best == null ? maybe(measured()) : measured()),
                List.of());
    }

    private RunSummary.@Nullable End end(int attempt) {
        RunStatus[] all = RunStatus.values();
        return attempt == 0 ? null : new RunSummary.End(attempt, all[random.nextInt(all.length)]);
    }

    private AttachedTrainer trainer() {
        return new AttachedTrainer("id", pick(TRAINERS), AttachedTrainer.Unit.EPOCH, List.of(), 1 + random.nextInt(60));
    }

    private RunSummary.Measured measured() {
        return new RunSummary.Measured(random.nextInt(8), VALUES[random.nextInt(VALUES.length)]);
    }

    private <T> @Nullable T maybe(T value) {
        return random.nextBoolean() ? value : null;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    static Instant at(int seconds) {
        return NOON.plusSeconds(seconds);
    }

    /** A filter of such terms as have a meaning for these runs, or nearly one. */
    String filter() {
        List<String> terms = new ArrayList<>();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            terms.add(term());
        }
        return String.join(" ", terms);
    }

    private String term() {
        String sign = pick(List.of("<", "<=", ">", ">=", "=", "!=", "=="));
        String number =
                pick(List.of("0", "0.04", "0.5", "-1", "1e300", "NaN", "Infinity", "-Infinity", "1", "5", "60"));
        return switch (random.nextInt(7)) {
            case 0 ->
                pick(List.of("run-1", "KERAS", "%", "_", "50%", "!", "\\", "'", "\"O'Brien\\\"", "\u0000", "\ud83d"));
            case 1 ->
                "status:" + pick(List.of("failed", "running", "lost", "queued,suspended", "paused,lost", "completed"));
            case 2 -> pick(List.of("epochs", "attempt", "took", "last", "best")) + sign + number;
            case 3 -> pick(List.of("val_loss", "loss", "acc", "none", "l\u00f6ss")) + sign + number;
            case 4 -> "by:\"" + pick(NAMES.subList(0, 5)) + "\"";
            case 5 -> "spec." + pick(List.of("epochs", "lr", "none", "name")) + sign + number;
            default ->
                "spec." + pick(List.of("name", "epochs", "none")) + pick(List.of("=", "!="))
                        + pick(List.of("a", "b%", "5", "\"\"", "5.0"));
        };
    }
}
