package io.epochal.trainer.run.checkpoint;

import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.port.Supervisor;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The checkpoints of a run as one attempt writes them: never ahead of the event log, and not at all once a newer attempt has claimed
 * the run.
 */
public record AttemptStore(Checkpoints checkpoints, Fence fence, Supervisor supervisor) {
    /** Stores the whole state. A resumed run does not repeat the events before it, so they are published first. */
    Checkpoint save(SavedState saved, Engine.Snapshot copy, boolean averages) throws IOException {
        awaitPublished();
        fence.require();
        return checkpoints.save(saved.id(), CheckpointParts.whole(copy, averages, saved));
    }

    /** Stores weights alone, under this command's name. */
    Checkpoint saveModel(SavedState saved, Engine.Snapshot copy, Command.SaveCheckpoint asked) throws IOException {
        fence.require();
        Checkpoint model = checkpoints.saveModel(
                saved.id(), asked.weights().wireName(), CheckpointParts.model(copy, asked.weights(), saved));
        name(checkpoints, saved, asked, model);
        return model;
    }

    void name(SavedState saved, Command.SaveCheckpoint asked, Checkpoint checkpoint) throws IOException {
        fence.require();
        name(checkpoints, saved, asked, checkpoint);
    }

    private static void name(Checkpoints where, SavedState saved, Command.SaveCheckpoint asked, Checkpoint checkpoint)
            throws IOException {
        String weights = CheckpointParts.of(asked.weights());
        where.name(
                asked.name(),
                checkpoint,
                weights,
                saved.attempt(),
                saved.state().step());
    }

    /** Stores the whole state in another store, and names it there; returns its key there. */
    String saveElsewhere(
            ObjectStore other,
            SavedState saved,
            TensorCopy copy,
            List<Command.SaveCheckpoint> names,
            SaveFailures failures)
            throws IOException {
        Checkpoints elsewhere = checkpoints.in(other);
        Checkpoint kept = elsewhere.save(saved.id(), CheckpointParts.whole(copy.get(), copy.averages(), saved));
        for (Command.SaveCheckpoint asked : names) {
            try {
                name(elsewhere, saved, asked, kept);
            } catch (IOException | RuntimeException e) {
                failures.note(asked.name(), e);
            }
        }
        return kept.key();
    }

    /** Publishes that this checkpoint is stored and has these names. */
    void reportSaved(SavedState saved, Checkpoint checkpoint, List<String> names) {
        supervisor.report(stamp -> new CheckpointSaved(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                saved.state().epoch(),
                saved.state().step(),
                checkpoint.key(),
                names,
                checkpoint.bytes()));
    }

    /** Deletes the checkpoints that nothing needs: neither a name, nor a resume, nor one of these epochs. */
    public void retire(Set<Integer> retain) throws IOException {
        var unused = checkpoints.retire(retain, fence::require);
    }

    /** The weights of an epoch's end. */
    InputStream weightsOf(Command.RestoreWeights asked) throws IOException {
        Optional<Checkpoint> from = checkpoints.atEpoch(asked.epoch());
        return checkpoints.open(
                from.orElseThrow(() -> new IOException("there is no checkpoint of epoch " + asked.epoch())),
                CheckpointParts.of(asked.weights()));
    }

    /** Waits until every event that has been reported by now is in the log. */
    void awaitPublished() throws InterruptedIOException {
        try {
            supervisor.awaitPublished();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while events were published");
        }
    }
}
