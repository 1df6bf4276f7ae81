package io.epochal.benchmark;

import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingParams;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the log says of one of many runs: each with another learning rate and other values. */
record ModelledRun(int number) {
    static final int EPOCHS = 10;
    private static final Instant BEGIN = Instant.parse("2026-01-02T00:00:00Z");
    private static final RunStatus[] ENDS = RunStatus.values();

    /** An event and its position. */
    record Said(EventPosition position, TrainingEvent event) {
        static Said of(TrainingEvent event) {
            return new Said(EventPosition.of(event), event);
        }
    }

    String id() {
        return "run-" + number;
    }

    private Instant at(int seconds) {
        return BEGIN.plusSeconds(60L * number + seconds);
    }

    /** Between 0 and 1, another one for each run and place. */
    private double value(int place) {
        return (number * 7919L + place * 104_729L) % 10_007 / 10_007.0;
    }

    private RunSpec spec() {
        return RunSpec.of(Map.of(
                "name",
                "modelled",
                "data",
                Map.of("dataset", "mnist", "scale", List.of(0, 1)),
                "model",
                Map.of(
                        "layers",
                        List.of(
                                Map.of("type", "Dense", "units", 16 + number % 64, "activation", "relu"),
                                Map.of("type", "Dense", "units", 10, "activation", "softmax"))),
                "optimizer",
                Map.of("type", "adam", "learning_rate", 0.0005 * (1 + number % 8)),
                "metrics",
                List.of("accuracy"),
                "batch_size",
                32 << number % 3,
                "validation_split",
                0.2));
    }

    Said started() {
        return Said.of(
                new TrainingEvent.RunStarted(id(), 1, 0, at(0), spec(), List.of(28, 28, 1), 100, 1, "cpu", List.of()));
    }

    List<Said> epochs() {
        List<Said> epochs = new ArrayList<>();
        TrainingParams params = TrainingParams.of(spec());
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Metrics metrics = Metrics.of(Map.of(
                    "loss",
                    value(epoch),
                    "accuracy",
                    value(epoch + 20),
                    "val_loss",
                    value(epoch + 40),
                    "val_accuracy",
                    value(epoch + 60)));
            epochs.add(Said.of(new TrainingEvent.EpochEnded(
                    id(), 1, 1 + epoch, at(epoch), params, epoch, 100L * epoch, metrics, 0.001, 1, false, List.of())));
        }
        return epochs;
    }

    RunSummary summary() {
        RunSummary.Measured measured = new RunSummary.Measured(3, value(43));
        return new RunSummary(
                id(),
                at(EPOCHS),
                at(0),
                1,
                EPOCHS + 1,
                "user-" + number % 20,
                at(0),
                at(0),
                at(EPOCHS),
                at(EPOCHS),
                null,
                EPOCHS,
                new RunSummary.End(1, ENDS[number % ENDS.length]),
                0,
                false,
                0,
                new RunSummary.Curve("val_loss", false, EPOCHS, EPOCHS - 1, measured, measured),
                List.of());
    }

    BatchEnded batch(int batch) {
        return new BatchEnded(
                id(), 1, BEGIN, batch / 100, batch % 100, batch + 1L, value(batch), Metrics.NONE, 0.001, 0);
    }
}
