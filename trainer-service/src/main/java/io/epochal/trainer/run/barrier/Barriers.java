package io.epochal.trainer.run.barrier;

import io.epochal.protocol.RunRequested.WarmStart;
import io.epochal.trainer.run.checkpoint.ResumedCheckpoint;
import io.epochal.trainer.run.checkpoint.SavedState;
import io.epochal.trainer.run.checkpoint.Savepoint;
import io.epochal.trainer.run.checkpoint.Savepoints;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Situation;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The points at which the callback service is asked. Summaries of weights are published before, so that an attempt that resumes from
 * here need not repeat them.
 */
public record Barriers(Savepoints savepoints, Reports reports, Verdicts verdicts) {
    /** @param from whose weights the run begins with; null for fresh ones */
    public Situation atStart(RunState state, @Nullable WarmStart from) throws IOException {
        long sequence = reports.started(from);
        return verdicts.await(sequence, state, savepoints.at(state, ResumePoint.BATCH_REACHED, sequence, 0));
    }

    /** Where a verdict has asked for it. */
    public Situation atBatch(RunState state) throws IOException {
        savepoints.awaitSummaries();
        long sequence = reports.batchReached(state, null);
        return verdicts.await(sequence, state, savepoints.at(state, ResumePoint.BATCH_REACHED, sequence, 0));
    }

    /** @param seconds that the epoch took */
    public Situation atEpochEnd(RunState state, double seconds) throws IOException {
        savepoints.awaitSummaries();
        long sequence = reports.epochEnded(state, seconds);
        Savepoint savepoint = savepoints.at(state, ResumePoint.EPOCH_ENDED, sequence, seconds);
        savepoint.copy();
        return verdicts.await(sequence, state, savepoint);
    }

    /** Asks again what was asked where this checkpoint was saved; between two batches nothing was. */
    public Situation again(ResumedCheckpoint from) throws IOException {
        SavedState saved = from.saved();
        return switch (saved.point()) {
            case BETWEEN_BATCHES -> Situation.of(saved.state());
            case BATCH_REACHED -> again(from, reports.batchReached(saved.state(), null));
            case EPOCH_ENDED -> again(from, reports.epochEnded(saved.state(), saved.seconds()));
        };
    }

    private Situation again(ResumedCheckpoint from, long sequence) throws IOException {
        SavedState saved = from.saved();
        Savepoint savepoint =
                savepoints.atStored(saved.state(), saved.point(), sequence, saved.seconds(), from.checkpoint());
        return verdicts.await(sequence, saved.state(), savepoint);
    }
}
