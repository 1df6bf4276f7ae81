package io.epochal.trainer.run;

import io.epochal.checkpoint.Checkpoints;
import io.epochal.protocol.RunSpec;
import java.io.IOException;

/** Stores what is to be kept of one attempt, beside the training; the loop pays for the copy of the tensors. */
final class CheckpointWriter implements AutoCloseable {
    private final Engine engine;
    private final Supervisor supervisor;
    private final Checkpoints checkpoints;
    private final Fence fence;
    private final RunSpec spec;
    private final int attempt;
    private final Background background = new Background();

    CheckpointWriter(
            Engine engine, Supervisor supervisor, Checkpoints checkpoints, Fence fence, RunSpec spec, int attempt) {
        this.engine = engine;
        this.supervisor = supervisor;
        this.checkpoints = checkpoints;
        this.fence = fence;
        this.spec = spec;
        this.attempt = attempt;
    }

    /**
     * This point of the run.
     *
     * @param sequence of the event that was published here
     */
    Point here(Standing standing, TrainingState.Place place, long sequence, double seconds) {
        TrainingState state = new TrainingState(
                spec,
                attempt,
                sequence,
                place,
                seconds,
                standing.progress(),
                standing.learningRate(),
                engine.threads(),
                engine.device(),
                standing.metrics(),
                standing.callbacks(),
                standing.orders(),
                standing.restored(),
                standing.ending().orElse(null),
                standing.answered());
        return new Point(engine, supervisor, checkpoints, fence, background, state);
    }

    /** Waits for everything that was asked for; throws what went wrong with any of it. */
    void drain() throws IOException {
        background.drain();
    }

    /** Whether another trainer has the run by now. */
    boolean superseded() {
        return fence.passed();
    }

    @Override
    public void close() {
        background.close();
    }
}
