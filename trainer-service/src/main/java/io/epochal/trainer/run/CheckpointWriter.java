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
    private final Background uploads = new Background("checkpoint-writer");
    private final Background summaries = new Background("weight-summaries");

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
                standing.answered(),
                standing.paused());
        return new Point(engine, supervisor, checkpoints, fence, uploads, summaries, state);
    }

    /** Waits for everything that was asked for; throws what went wrong with any of it. */
    void drain() throws IOException {
        summaries.drain();
        uploads.drain();
    }

    /**
     * Waits until all that is to be said about weights has been said. Called before each event at which a checkpoint can be taken, so
     * that whoever goes on from there need not say it. That is no wait unless summaries take longer than an epoch.
     */
    void awaitSummaries() throws IOException {
        summaries.drain();
    }

    /** Whether another trainer has the run by now. */
    boolean superseded() {
        return fence.passed();
    }

    @Override
    public void close() {
        summaries.close();
        uploads.close();
    }
}
