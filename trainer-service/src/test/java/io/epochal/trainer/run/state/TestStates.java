package io.epochal.trainer.run.state;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** States of a run of four epochs. */
public final class TestStates {
    public static final int EPOCHS = 4;

    private static final Map<String, Object> FIELDS = Map.of(
            "name",
            "test",
            "data",
            Map.of("dataset", "mnist"),
            "model",
            Map.of("layers", List.of(Map.of("type", "Flatten"))),
            "metrics",
            List.of("accuracy"),
            "batch_size",
            10,
            "epochs",
            EPOCHS,
            "validation_split",
            0.2,
            "seed",
            7);

    public static final RunSpec SPEC = RunSpec.of(FIELDS);
    /** Its learning rate halves with each batch, from 1. */
    public static final RunSpec SCHEDULED = with(
            "optimizer",
            Map.of(
                    "type",
                    "sgd",
                    "learning_rate",
                    Map.of(
                            "type",
                            "ExponentialDecay",
                            "initial_learning_rate",
                            1,
                            "decay_steps",
                            1,
                            "decay_rate",
                            0.5)));

    public static final RunRequested REQUEST = new RunRequested("run", Instant.EPOCH, SPEC);
    public static final RunState START = RunState.atStart(REQUEST);
    public static final Termination STOPPED = new Termination(RunStatus.STOPPED_EARLY, "enough");
    public static final Termination CANCELLED = new Termination(RunStatus.CANCELLED, "Ctrl-C");
    public static final Termination FAILED = new Termination(RunStatus.FAILED, "NaN");

    private TestStates() {}

    private static RunSpec with(String field, Object value) {
        Map<String, Object> fields = new HashMap<>(FIELDS);
        fields.put(field, value);
        return RunSpec.of(fields);
    }

    /** Behind so many batches of an epoch of three, each with a loss of 0.5. */
    public static RunState at(int epoch, int batch) {
        MetricSums sums = new MetricSums(List.of(new double[] {5 * batch, 10 * batch}));
        RunningMeans means = new RunningMeans(5.0 * batch, 10L * batch, sums);
        TrainingPosition position = new TrainingPosition(epoch, batch, epoch * 3L + batch, means);
        return START.at(position).withMetrics(metrics(means));
    }

    private static Metrics metrics(RunningMeans means) {
        return Metrics.of(Map.of("loss", means.meanLoss(), "accuracy", means.samples() == 0 ? Double.NaN : 0.5));
    }
}
