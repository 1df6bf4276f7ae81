package io.epochal.callback.messaging;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingParams;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What is said of a run of nine epochs. */
record SampleRun(String id) {
    static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

    private static final RunSpec SPEC = RunSpec.of(Map.of(
            "data",
            Map.of("dataset", "mnist"),
            "model",
            Map.of("layers", List.of(Map.of("type", "Flatten"))),
            "epochs",
            9,
            "validation_split",
            0.2));

    RunRequested requested() {
        return new RunRequested(id, TIME, SPEC);
    }

    TrainingEvent started() {
        return new TrainingEvent.RunStarted(id, 1, 0, TIME, SPEC, List.of(28, 28, 1), 38, 2, "cpu", SPEC.callbacks());
    }

    /** @param epoch after which it goes on */
    TrainingEvent resumed(int attempt, int epoch, int fromAttempt, long fromSequence) {
        return new TrainingEvent.RunResumed(
                id, attempt, 0, TIME, SPEC, epoch, 0, 38, fromAttempt, fromSequence, "key", 38, 2, "cpu");
    }

    /**
     * @param epoch from 0
     * @param loss of validation, too
     */
    TrainingEvent epoch(long sequence, int epoch, double loss) {
        return new TrainingEvent.EpochEnded(
                id,
                1,
                sequence,
                TIME,
                TrainingParams.of(SPEC),
                epoch,
                38L * (epoch + 1),
                Metrics.of(Map.of("loss", loss, "val_loss", loss)),
                0.001,
                2.5,
                false,
                List.of());
    }

    TrainingEvent ended(int attempt, long sequence) {
        return new TrainingEvent.RunEnded(
                id,
                attempt,
                sequence,
                TIME,
                RunStatus.COMPLETED,
                "all epochs",
                1,
                null,
                Metrics.NONE,
                Metrics.NONE,
                0.001,
                "key");
    }
}
