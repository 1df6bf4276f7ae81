package io.epochal.trainer.run.state;

import io.epochal.protocol.Layer;
import io.epochal.protocol.Optimizer;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.Semantics;
import java.time.Instant;
import java.util.List;

/** States of a run of four epochs. */
public final class TestStates {
    public static final int EPOCHS = 4;

    public static final RunSpec SPEC = new RunSpec(
            "test",
            new RunSpec.Data("mnist", List.of(0.0, 1.0), null),
            new RunSpec.Model("sequential", List.of(new Layer.Flatten("flatten"))),
            Optimizer.adam(0.001),
            "sparse_categorical_crossentropy",
            List.of("accuracy"),
            10,
            EPOCHS,
            0.2,
            true,
            7,
            List.of(),
            Semantics.KERAS_3_15);

    public static final RunRequested REQUEST = new RunRequested("run", Instant.EPOCH, SPEC);
    public static final RunState START = RunState.atStart(REQUEST);
    public static final Termination STOPPED = new Termination(RunStatus.STOPPED_EARLY, "enough");
    public static final Termination CANCELLED = new Termination(RunStatus.CANCELLED, "Ctrl-C");
    public static final Termination FAILED = new Termination(RunStatus.FAILED, "NaN");

    private TestStates() {}

    /** Behind so many batches of an epoch of three, each with a loss of 0.5. */
    public static RunState at(int epoch, int batch) {
        RunningMeans means = new RunningMeans(5.0 * batch, 5L * batch, 10L * batch);
        TrainingPosition position = new TrainingPosition(epoch, batch, epoch * 3L + batch, means);
        return START.at(position).withMetrics(means.metrics(SPEC));
    }
}
