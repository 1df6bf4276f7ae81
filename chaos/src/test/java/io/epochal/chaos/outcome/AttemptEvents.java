package io.epochal.chaos.outcome;

import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandOutcome;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.Heartbeat;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.TrainingEvent.WeightsSummarized;
import io.epochal.protocol.TrainingParams;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Events as a trainer publishes them: one batch a step, four batches an epoch. */
public record AttemptEvents(int attempt) {
    private static final RunSpec SPEC = RunSpec.of(Map.of(
            "name",
            "run",
            "data",
            Map.of("dataset", "mnist", "scale", List.of(0, 1)),
            "model",
            Map.of(
                    "name",
                    "model",
                    "layers",
                    List.of(Map.of("type", "Flatten"), Map.of("type", "Dense", "units", 10, "activation", "softmax"))),
            "optimizer",
            Map.of("type", "adam"),
            "loss",
            "sparse_categorical_crossentropy",
            "epochs",
            2,
            "batch_size",
            4));

    private static final AttachedTrainer TRAINER =
            new AttachedTrainer("a", "keras", AttachedTrainer.Unit.EPOCH, List.of("StopTraining"), 60);

    TrainingEvent started(long sequence) {
        return new RunStarted(run(), attempt, sequence, now(), SPEC, List.of(28, 28, 1), 4, 2, "cpu", List.of());
    }

    TrainingEvent reached(long sequence, long step) {
        return new BatchReached(
                run(),
                attempt,
                sequence,
                now(),
                TrainingParams.of(SPEC),
                0,
                (int) step - 1,
                step,
                Metrics.NONE,
                0.1,
                List.of(),
                null);
    }

    TrainingEvent ended(long sequence, long step, double loss) {
        return new EpochEnded(
                run(),
                attempt,
                sequence,
                now(),
                TrainingParams.of(SPEC),
                (int) step / 4 - 1,
                step,
                Metrics.of(Map.of("loss", loss)),
                0.1,
                attempt,
                false,
                List.of());
    }

    TrainingEvent resumed(long sequence, int fromAttempt, long fromSequence, long step) {
        return new RunResumed(
                run(),
                attempt,
                sequence,
                now(),
                SPEC,
                0,
                (int) step,
                step,
                fromAttempt,
                fromSequence,
                "runs/run/checkpoints/00000-000000002-b-1",
                4,
                2,
                "cpu");
    }

    /** A program begins that is not our trainer. */
    TrainingEvent attached(long sequence) {
        return new AttachedRunStarted(run(), attempt, sequence, now(), TRAINER, TrainingParams.of(SPEC), List.of());
    }

    TrainingEvent reattached(long sequence, int fromAttempt, long fromSequence, long step) {
        return new AttachedRunResumed(
                run(),
                attempt,
                sequence,
                now(),
                TRAINER,
                TrainingParams.of(SPEC),
                0,
                (int) step,
                step,
                fromAttempt,
                fromSequence,
                "file:/models/" + step,
                List.of());
    }

    TrainingEvent applied(long sequence, long answers) {
        return new VerdictApplied(run(), attempt, sequence, now(), answers, 0, 0, List.of(), List.of(), List.of(), 0.1);
    }

    TrainingEvent alive(long sequence) {
        return new Heartbeat(run(), attempt, sequence, now(), 0, 1, 2);
    }

    TrainingEvent kept(long sequence, long step, String name) {
        return new CheckpointSaved(
                run(), attempt, sequence, now(), 0, step, "file:/models/" + step, List.of(name), 100);
    }

    TrainingEvent suspended(long sequence, long step) {
        return new RunSuspended(run(), attempt, sequence, now(), 0, (int) step, step);
    }

    TrainingEvent summarized(long sequence) {
        return new WeightsSummarized(run(), attempt, sequence, now(), 0, 4, List.of());
    }

    TrainingEvent saved(long sequence, long step, String name) {
        String key = "runs/run/checkpoints/00000-00000000" + step + "-b-" + attempt;
        return new CheckpointSaved(run(), attempt, sequence, now(), 0, step, key, List.of(name), 100);
    }

    TrainingEvent answered(long sequence) {
        return new CommandApplied(
                run(), attempt, sequence, now(), "pause", new Command.PauseTraining(), 0, 1, CommandOutcome.APPLIED);
    }

    TrainingEvent over(long sequence) {
        return new RunEnded(
                run(),
                attempt,
                sequence,
                now(),
                RunStatus.COMPLETED,
                "all epochs",
                1,
                null,
                Metrics.NONE,
                Metrics.NONE,
                0.1,
                "runs/run/checkpoints/00000-000000004-e-" + attempt);
    }

    BatchEnded batch(long step, double loss, long dropped) {
        return new BatchEnded(run(), attempt, now(), 0, (int) step - 1, step, loss, Metrics.NONE, 0.1, dropped);
    }

    private static String run() {
        return "run";
    }

    private Instant now() {
        return Instant.EPOCH.plusSeconds(attempt);
    }
}
