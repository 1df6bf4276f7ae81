package io.epochal.cli.run;

import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandOutcome;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Direction;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.Semantics;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages of one run, for tests that read them. */
public record RunMessages(String run) {
    public static final RunSpec SPEC = RunSpec.of(Map.of(
            "data",
            Map.of("dataset", "mnist"),
            "model",
            Map.of("layers", List.of(Map.of("type", "Flatten"))),
            "epochs",
            9,
            "metrics",
            List.of("accuracy"),
            "validation_split",
            0.2,
            "callbacks",
            List.of(Map.of("type", "EarlyStopping", "patience", 3))));

    /** Of a program that does not know how long it will train, with a metric whose name tells no direction. */
    public static final TrainingParams PARAMS = new TrainingParams(
            null,
            List.of("lift"),
            true,
            0.001,
            false,
            false,
            Semantics.KERAS_3_15,
            Map.of("lift", Direction.MAX),
            null,
            true);

    public RunRequested requested() {
        return new RunRequested(run, at(0), SPEC);
    }

    public RunRequested requested(RunRequested.@Nullable TakenBack takenBack) {
        return new RunRequested(run, at(0), SPEC, null, takenBack);
    }

    public RunRequested requestedBy(String name) {
        return new RunRequested(run, at(0), SPEC, null, null, name);
    }

    public TrainingEvent started(int attempt) {
        return new TrainingEvent.RunStarted(
                run, attempt, 0, at(1), SPEC, List.of(28, 28, 1), 38, 2, "cpu", SPEC.callbacks());
    }

    public TrainingEvent resumed(int attempt, int epoch, int fromAttempt, long fromSequence) {
        return new TrainingEvent.RunResumed(
                run, attempt, 0, at(50 + attempt), SPEC, epoch, 17, 99, fromAttempt, fromSequence, "key", 38, 2, "cpu");
    }

    /** A program begins that is not our trainer; its heartbeat is 60 s. */
    public TrainingEvent attached(int attempt, AttachedTrainer.Unit unit) {
        return new TrainingEvent.AttachedRunStarted(run, attempt, 0, at(1), trainer(unit), PARAMS, SPEC.callbacks());
    }

    /** It resumes from a checkpoint of its own. */
    public TrainingEvent reattached(int attempt, int epoch, int fromAttempt, long fromSequence) {
        return new TrainingEvent.AttachedRunResumed(
                run,
                attempt,
                0,
                at(50 + attempt),
                trainer(AttachedTrainer.Unit.EVALUATION),
                PARAMS,
                epoch,
                17,
                99,
                fromAttempt,
                fromSequence,
                "file:/models/3.keras",
                SPEC.callbacks());
    }

    private static AttachedTrainer trainer(AttachedTrainer.Unit unit) {
        return new AttachedTrainer(
                "8f0e1c", "keras 3.15.1 on jax", unit, List.of("StopTraining", "SaveCheckpoint"), 60);
    }

    public TrainingEvent heartbeat(int attempt, long sequence, long second) {
        return new TrainingEvent.Heartbeat(run, attempt, sequence, at(second), 2, 3, 41);
    }

    public TrainingEvent trainingEnded(int attempt, long sequence) {
        return new TrainingEvent.TrainingEnded(
                run,
                attempt,
                sequence,
                at(10 + sequence),
                PARAMS,
                2,
                37,
                114,
                RunStatus.COMPLETED,
                "all epochs",
                Metrics.NONE,
                0.001,
                List.of());
    }

    public TrainingEvent saved(int attempt, long sequence, String name, String key) {
        return new TrainingEvent.CheckpointSaved(
                run, attempt, sequence, at(10 + sequence), 0, 38, key, List.of(name), 9);
    }

    TrainingEvent suspended(int attempt, long sequence) {
        return new TrainingEvent.RunSuspended(run, attempt, sequence, at(40), 1, 3, 41);
    }

    public TrainingEvent epoch(int attempt, long sequence, int epoch, double loss) {
        Metrics metrics = Metrics.of(Map.of("loss", loss / 2, "val_loss", loss));
        return new TrainingEvent.EpochEnded(
                run,
                attempt,
                sequence,
                at(10 + sequence),
                TrainingParams.of(SPEC),
                epoch,
                38L * (epoch + 1),
                metrics,
                (double) 0.001f,
                2.5,
                false,
                List.of());
    }

    public TrainingEvent decided(int attempt, long sequence, int epoch, String why) {
        return new TrainingEvent.VerdictApplied(
                run,
                attempt,
                sequence,
                at(10 + sequence),
                sequence - 1,
                epoch,
                38L * (epoch + 1),
                List.of(),
                List.of(new Verdict.Reason("EarlyStopping", why)),
                List.of(),
                0.001);
    }

    public CommandRequest asked(String id, Command command) {
        return new CommandRequest(run, at(20), id, "ann", command);
    }

    public TrainingEvent answered(int attempt, long sequence, String id, Command command, String outcome) {
        return new TrainingEvent.CommandApplied(
                run, attempt, sequence, at(10 + sequence), id, command, 2, 16, CommandOutcome.of(outcome));
    }

    public TrainingEvent ended(int attempt, long sequence, RunStatus status) {
        return new TrainingEvent.RunEnded(
                run,
                attempt,
                sequence,
                at(30 + sequence),
                status,
                "a reason",
                3,
                null,
                Metrics.NONE,
                Metrics.NONE,
                0.001,
                "key");
    }

    public static Instant at(long second) {
        return Instant.parse("2026-01-02T03:04:00Z").plusSeconds(second);
    }
}
