package io.epochal.trainer.run;

import io.epochal.checkpoint.Checkpoints;
import io.epochal.protocol.RunSpec;
import java.io.IOException;

/** Stores what is to be kept of one attempt, beside the training; the loop pays for the copy of the tensors. */
final class CheckpointWriter implements AutoCloseable {
    private final Engine engine;
    private final Supervisor supervisor;
    private final Checkpoints checkpoints;
    private final RunSpec spec;
    private final int attempt;
    private final Background background = new Background();

    CheckpointWriter(Engine engine, Supervisor supervisor, Checkpoints checkpoints, RunSpec spec, int attempt) {
        this.engine = engine;
        this.supervisor = supervisor;
        this.checkpoints = checkpoints;
        this.spec = spec;
        this.attempt = attempt;
    }

    /** This point of the run. */
    Point here(Standing standing) {
        return new Point(
                engine, supervisor, checkpoints, background, TrainingState.of(spec, attempt, engine, standing));
    }

    /** Waits for everything that was asked for; throws what went wrong with any of it. */
    void drain() throws IOException {
        background.drain();
    }

    @Override
    public void close() {
        background.close();
    }
}
