package io.epochal.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One message of each type. */
final class Samples {
    private Samples() {}

    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String RUN = "mnist-cnn-20260102-030405-7f3a";

    static final RunSpec SPEC = RunSpec.of(Map.ofEntries(
            Map.entry("name", "mnist-cnn"),
            Map.entry("data", Map.of("dataset", "mnist", "scale", List.of(0.0, 1.0), "limit", 6000)),
            Map.entry(
                    "model",
                    Map.of(
                            "name",
                            "sequential",
                            "layers",
                            List.of(
                                    Map.of(
                                            "type",
                                            "Conv2D",
                                            "name",
                                            "conv2d",
                                            "filters",
                                            32,
                                            "kernel_size",
                                            List.of(3, 3),
                                            "activation",
                                            "relu"),
                                    Map.of("type", "MaxPooling2D", "name", "max_pooling2d", "pool_size", List.of(2, 2)),
                                    Map.of("type", "Dropout", "name", "dropout", "rate", 0.25),
                                    Map.of("type", "Flatten", "name", "flatten"),
                                    Map.of("type", "Dense", "name", "dense", "units", 10, "activation", "softmax")))),
            Map.entry("metrics", List.of("accuracy")),
            Map.entry("weighted_metrics", List.of("acc")),
            Map.entry("batch_size", 128),
            Map.entry("epochs", 50),
            Map.entry("validation_split", 0.2),
            Map.entry("class_weight", Map.of("0", 2.0)),
            Map.entry("steps_per_epoch", 375),
            Map.entry("validation_steps", 10),
            Map.entry("validation_freq", 1),
            Map.entry("validation_batch_size", 64),
            Map.entry("seed", 7),
            Map.entry("callbacks", List.of(Map.of("type", "EarlyStopping", "patience", 5)))));

    static final List<Command> COMMANDS = List.of(
            new Command.StopTraining("enough"),
            new Command.CancelRun("Ctrl-C"),
            new Command.PauseTraining(),
            new Command.ResumeTraining(),
            new Command.FailRun("loss is NaN"),
            new Command.SetLearningRate(0.0005),
            new Command.ReplaceCallbacks(List.of(Map.of("type", "EarlyStopping", "patience", 3))),
            new Command.EvaluateOn(ModelWeights.AVERAGED),
            new Command.SaveCheckpoint("best", ModelWeights.AVERAGED, true),
            new Command.SaveEvery(90, "backup"),
            new Command.RestoreWeights(14),
            new Command.RecordBatches(10),
            new Command.SummarizeWeights());

    private static final List<Map<String, Object>> CALLBACKS =
            List.of(Map.of("type", "EarlyStopping", "patience", 5, "state", Map.of("wait", 1, "best", "NaN")));

    private static final Metrics METRICS = Metrics.of(Map.of("loss", Double.NaN, "accuracy", 0.5));

    private static final AttachedTrainer TRAINER = new AttachedTrainer(
            "8f0e1c",
            "keras 3.15.1 on jax",
            AttachedTrainer.Unit.EPOCH,
            List.of("StopTraining", "SetLearningRate", "RestoreWeights"),
            60);

    private static final TrainingParams PARAMS = new TrainingParams(
            50,
            List.of("accuracy", "lift"),
            true,
            0.001,
            false,
            false,
            Semantics.KERAS_3_15,
            Map.of("lift", Direction.MAX),
            null,
            true);

    private static final Hardware HARDWARE =
            new Hardware("Linux 6.1.0 amd64", 8, 33_554_432_000L, "17.0.13", "PyTorch 2.7.1");

    static final BatchEnded BATCH =
            new BatchEnded(RUN, 1, TIME, 0, 41, 42, Double.POSITIVE_INFINITY, METRICS, 0.001, 0);

    static final List<Message> ALL = List.of(
            new RunRequested(
                    RUN,
                    TIME,
                    SPEC,
                    new RunRequested.WarmStart("mnist-cnn-20260101-000000-0001", "runs/r/checkpoints/c"),
                    new RunRequested.TakenBack(1, List.of("c-1")),
                    "ann"),
            new TrainingEvent.RunStarted(
                    RUN,
                    1,
                    0,
                    TIME,
                    SPEC,
                    List.of(28, 28, 1),
                    List.of(List.of(28, 28, 1)),
                    375,
                    2,
                    "cpu",
                    SPEC.callbacks(),
                    new RunRequested.WarmStart("mnist-cnn-20260101-000000-0001", "runs/r/checkpoints/c"),
                    HARDWARE),
            new TrainingEvent.RunResumed(
                    RUN, 2, 0, TIME, SPEC, 3, 17, 1142, 1, 21, "runs/r/checkpoints/c", 375, 2, "cpu", HARDWARE),
            new TrainingEvent.AttachedRunStarted(RUN, 1, 0, TIME, TRAINER, PARAMS, CALLBACKS, "ann"),
            new TrainingEvent.AttachedRunResumed(
                    RUN, 2, 0, TIME, TRAINER, PARAMS, 3, 17, 1142, 1, 21, "file:/models/3.keras", CALLBACKS, "ann"),
            new TrainingEvent.Heartbeat(RUN, 1, 20, TIME, 3, 17, 1142),
            new TrainingEvent.TrainingEnded(
                    RUN,
                    1,
                    6,
                    TIME,
                    PARAMS,
                    19,
                    374,
                    7500,
                    RunStatus.STOPPED_EARLY,
                    "val_loss did not improve",
                    METRICS,
                    0.0005,
                    CALLBACKS),
            new TrainingEvent.RunSuspended(RUN, 1, 21, TIME, 3, 17, 1142),
            new TrainingEvent.CheckpointTaken(RUN, 1, 23, TIME, 3, 17, 1142),
            new TrainingEvent.VerdictOverdue(RUN, 1, 22, TIME, 20, 3, 374, 1500),
            BATCH,
            new TrainingEvent.BatchRecorded(RUN, 1, 1, TIME, 0, 41, 42, METRICS, 0.0125),
            new TrainingEvent.BatchReached(
                    RUN,
                    1,
                    1,
                    TIME,
                    TrainingParams.of(SPEC),
                    0,
                    41,
                    42,
                    METRICS,
                    0.001,
                    CALLBACKS,
                    new TrainingEvent.Replacement("c-2", List.of(Map.of("type", "EarlyStopping", "patience", 3)))),
            new TrainingEvent.EpochEnded(
                    RUN, 1, 2, TIME, TrainingParams.of(SPEC), 0, 375, METRICS, 0.001, 5.5, false, CALLBACKS),
            new TrainingEvent.VerdictApplied(
                    RUN,
                    1,
                    3,
                    TIME,
                    2,
                    0,
                    375,
                    COMMANDS,
                    List.of(new Verdict.Reason("EarlyStopping", "val_loss is the first: 0.07")),
                    List.of(new Verdict.Recording(3, METRICS)),
                    0.0005),
            new TrainingEvent.CommandApplied(
                    RUN, 1, 4, TIME, "c-1", COMMANDS.get(0), 1, 17, CommandOutcome.APPLIED, "ann"),
            new TrainingEvent.CheckpointSaved(
                    RUN, 1, 5, TIME, 0, 375, "runs/r/checkpoints/c", List.of("best"), 8388608),
            new TrainingEvent.WeightsDrawn(
                    RUN, 1, 6, TIME, 0, 375, "sequential/dense/kernel", 2, 1, List.of("iVBORw0KGgo=")),
            new TrainingEvent.WeightsSummarized(
                    RUN,
                    1,
                    6,
                    TIME,
                    0,
                    375,
                    List.of(new Histogram(
                            "sequential/dense/bias",
                            List.of(new Histogram.Bucket(-0.5, 0, 3), new Histogram.Bucket(0, 0.5, 7))))),
            new TrainingEvent.RunEnded(
                    RUN,
                    1,
                    7,
                    TIME,
                    RunStatus.STOPPED_EARLY,
                    "val_loss did not improve",
                    20,
                    14,
                    METRICS,
                    METRICS,
                    0.0005,
                    "runs/r/checkpoints/c"),
            new RunSummary(
                    RUN,
                    TIME,
                    TIME,
                    2,
                    7,
                    "ann",
                    TIME,
                    TIME,
                    TIME,
                    TIME,
                    new AttachedTrainer(
                            "8f0e1c", "keras 3.15.1 on jax", AttachedTrainer.Unit.EPOCH, List.of("StopTraining"), 60),
                    50,
                    new RunSummary.End(2, RunStatus.STOPPED_EARLY),
                    1,
                    false,
                    1,
                    new RunSummary.Curve(
                            "val_loss",
                            false,
                            20,
                            19,
                            new RunSummary.Measured(14, 0.07),
                            new RunSummary.Measured(19, Double.NaN)),
                    List.of(new RunSummary.Span("training.events", "YdN0GkrUTPWS9nKKgTGQ5A", 0, 4711, 4790))),
            new Verdict(
                    RUN,
                    1,
                    2,
                    TIME,
                    COMMANDS,
                    CALLBACKS,
                    List.of(new Verdict.Reason("EarlyStopping", "val_loss is the first: 0.07")),
                    List.of(new Verdict.Recording(3, METRICS)),
                    List.of(14),
                    new Ask(384L, true),
                    "callbacks[0].patience must be a whole number"),
            new CommandRequest(RUN, TIME, "c-1", "ann", COMMANDS.get(0)));
}
