package io.epochal.trainer.run.checkpoint;

import io.epochal.checkpoint.Checkpoint;
import io.epochal.protocol.Command;
import io.epochal.protocol.RunSpec;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;
import java.io.IOException;
import java.io.InputStream;

/** Makes the savepoints of one attempt, and waits for what was requested at them. The training thread's. */
public final class Savepoints implements AutoCloseable {
    private final RunSpec spec;
    private final int attempt;
    private final Engine engine;
    private final AttemptStore store;
    private final UploadQueue uploads;
    private final Backlog backlog;
    private final WeightSummaries summaries;
    private final SaveFailures failures;

    public Savepoints(
            RunSpec spec,
            int attempt,
            Engine engine,
            AttemptStore store,
            UploadQueue uploads,
            Backlog backlog,
            WeightSummaries summaries,
            SaveFailures failures) {
        this.spec = spec;
        this.attempt = attempt;
        this.engine = engine;
        this.store = store;
        this.uploads = uploads;
        this.backlog = backlog;
        this.summaries = summaries;
        this.failures = failures;
    }

    /**
     * The savepoint at which the run is now.
     *
     * @param sequence of the event that was published here
     * @param seconds that the epoch took, at an epoch's end; else 0
     */
    public Savepoint at(RunState state, ResumePoint point, long sequence, double seconds) {
        return savepoint(state, point, sequence, seconds, new StateUpload());
    }

    /** As {@link #at}, where an earlier attempt has stored the state already. */
    public Savepoint atStored(RunState state, ResumePoint point, long sequence, double seconds, Checkpoint checkpoint) {
        StateUpload upload = new StateUpload();
        upload.storedAs(checkpoint);
        return savepoint(state, point, sequence, seconds, upload);
    }

    private Savepoint savepoint(RunState state, ResumePoint point, long sequence, double seconds, StateUpload upload) {
        backlog.retain(state.directives().retain());
        SavedState saved = new SavedState(spec, attempt, sequence, point, seconds, state, engine.facts());
        return new Savepoint(saved, new TensorCopy(engine), upload, store, uploads, backlog, summaries, failures);
    }

    /** Whether the last state was saved so many seconds ago, or the attempt began so long ago. */
    public boolean due(double seconds) {
        return backlog.age() >= seconds;
    }

    /** Restores the weights of an epoch's end, from its checkpoint. */
    public void restore(Command.RestoreWeights asked) throws IOException {
        backlog.awaitStored(asked.epoch());
        try (InputStream weights = store.weightsOf(asked)) {
            engine.restoreWeights(weights);
        }
    }

    /**
     * Waits until all summaries are published. Called before each event at which a checkpoint can be saved, so that a resumed run need
     * not repeat them. That is no wait unless summaries take longer than an epoch.
     */
    public void awaitSummaries() throws IOException {
        summaries.await();
    }

    /** Waits for everything that was requested; throws an error of it that the run's end depends on. */
    public void drain() throws IOException {
        summaries.await();
        backlog.awaitStored();
        backlog.requireNewestStored();
    }

    @Override
    public void close() {
        summaries.close();
        uploads.close();
    }
}
