package io.epochal.callback.readmodel;

import io.epochal.callback.Specs;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingParams;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages of one run in which little is of interest. */
record RunMessageSamples(String id) {
    RunRequested requested(double learningRate) {
        return new RunRequested(
                id, RandomRuns.NOON, Specs.optimizedBy(Map.of("type", "adam", "learning_rate", learningRate)));
    }

    TrainingEvent started() {
        return new TrainingEvent.RunStarted(
                id, 1, 0, RandomRuns.NOON, requested(0.1).spec(), List.of(4), 3, 1, "cpu", List.of());
    }

    TrainingEvent epoch() {
        return new TrainingEvent.EpochEnded(
                id,
                1,
                1,
                RandomRuns.NOON,
                TrainingParams.of(requested(0.1).spec()),
                0,
                3,
                Metrics.of(Map.of("loss", 0.5)),
                0.1,
                1,
                false,
                List.of());
    }

    RunSummary summary() {
        return summary(0);
    }

    /** Of a run that began so many seconds after noon, and has ended. */
    RunSummary summary(int second) {
        return summary(second, RunStatus.COMPLETED, "val_loss", null);
    }

    /** One that began so many seconds after noon; it has ended ten seconds later where it has a status. */
    RunSummary summary(int second, @Nullable RunStatus status, String metric, @Nullable Double best) {
        return new RunSummary(
                id,
                RandomRuns.at(second),
                RandomRuns.at(second),
                1,
                7,
                "ada",
                RandomRuns.at(second),
                RandomRuns.at(second),
                RandomRuns.at(second + 10),
                RandomRuns.at(second + 10),
                null,
                12,
                status == null ? null : new RunSummary.End(1, status),
                0,
                false,
                0,
                new RunSummary.Curve(
                        metric,
                        false,
                        5,
                        4,
                        best == null ? null : new RunSummary.Measured(2, best),
                        best == null ? null : new RunSummary.Measured(4, best + 1)),
                List.of());
    }
}
