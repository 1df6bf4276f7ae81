package io.epochal.trainer.run;

import io.epochal.checkpoint.CheckpointId;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One point of the run, at which things can be kept. Copies the tensors at most once, when first needed.
 *
 * <pre>
 *   save() ─▶ WAITING ─▶ STORING ─▶ STORED ─▶ named, said, and what nobody needs any more deleted
 *                │  ▲_______│ the store is away
 *                └─▶ LEFT_OUT: a later point is to be saved, and nobody needs this one
 * </pre>
 */
final class Point {
    private enum Fate {
        WAITING,
        STORING,
        STORED,
        LEFT_OUT
    }

    private final Engine engine;
    private final Supervisor supervisor;
    private final Checkpoints checkpoints;
    private final Fence fence;
    private final CheckpointWriter writer;
    private final TrainingState state;
    private final List<Command.SaveCheckpoint> names = new ArrayList<>();
    private final List<Future<?>> told = new ArrayList<>();
    private final AtomicReference<Fate> fate = new AtomicReference<>(Fate.WAITING);
    private Engine.@Nullable Snapshot snapshot;
    private volatile Checkpoints.@Nullable Checkpoint stored;
    private boolean saving;
    private boolean finished;

    Point(
            Engine engine,
            Supervisor supervisor,
            Checkpoints checkpoints,
            Fence fence,
            CheckpointWriter writer,
            TrainingState state) {
        this.engine = engine;
        this.supervisor = supervisor;
        this.checkpoints = checkpoints;
        this.fence = fence;
        this.writer = writer;
        this.state = state;
    }

    /** The state lies there already, stored by whoever this attempt goes on from. */
    Point storedAs(Checkpoints.Checkpoint checkpoint) {
        stored = checkpoint;
        fate.set(Fate.STORED);
        saving = true;
        return this;
    }

    /** Begins the upload of the whole state; a second call changes nothing. */
    void save() {
        if (saving) {
            return;
        }
        saving = true;
        Engine.Snapshot copy = copied();
        boolean averages = engine.averages();
        writer.upload(this, () -> {
            if (fate.compareAndSet(Fate.WAITING, Fate.STORING)) {
                try {
                    writer.awaitSaid();
                    fence.require();
                    stored = checkpoints.save(id(), CheckpointParts.whole(copy, averages, state));
                    fate.set(Fate.STORED);
                } finally {
                    fate.compareAndSet(Fate.STORING, Fate.WAITING);
                }
            }
        });
    }

    /** Keeps the state for later: what is to be done here is not known yet. Nothing is stored of a run that has not begun. */
    void hold() {
        if (state.progress().epoch() >= 0) {
            save();
        }
        copied();
    }

    /** Nothing is to be done here by this attempt. */
    void letGo() {
        finished = true;
        closeCopy();
    }

    /** What is asked for can be loaded by its name, once it is stored. */
    void save(Command.SaveCheckpoint asked) {
        if (asked.weightsOnly()) {
            Engine.Snapshot copy = copied();
            writer.later(() -> model(copy, asked));
        } else {
            save();
            names.add(asked);
        }
    }

    private void model(Engine.Snapshot copy, Command.SaveCheckpoint asked) throws IOException {
        fence.require();
        Checkpoints.Checkpoint model = checkpoints.saveModel(
                id(), asked.weights().wireName(), CheckpointParts.model(copy, asked.weights(), state));
        name(checkpoints, asked, model);
        report(model, List.of(asked.name()));
    }

    void summarize(Command.SummarizeWeights asked) {
        Engine.Snapshot copy = copied();
        told.add(writer.tell(() -> new WeightSummary(supervisor, state.progress()).report(copy, asked)));
    }

    /** Puts back the weights of an epoch's end, from its checkpoint. */
    void restore(Command.RestoreWeights asked) throws IOException {
        writer.awaitUploads();
        Checkpoints.Checkpoint from = checkpoints
                .atEpoch(asked.epoch())
                .orElseThrow(() -> new IOException("there is no checkpoint of epoch " + asked.epoch()));
        try (InputStream weights = checkpoints.open(from, CheckpointParts.of(asked.weights()))) {
            engine.restoreWeights(weights);
        }
    }

    /** Nothing more will be asked here: names the checkpoint, says so, and lets go of what nobody needs. */
    void finish(Set<Integer> retain) {
        finished = true;
        if (snapshot == null && !saving) {
            return;
        }
        closeCopy();
        writer.later(this::name);
        writer.later(() -> {
            Checkpoints.Checkpoint checkpoint = stored;
            if (checkpoint != null) {
                report(
                        checkpoint,
                        names.stream().map(Command.SaveCheckpoint::name).toList());
            }
        });
        writer.later(() -> {
            var unused = checkpoints.retire(retain, fence::require);
        });
    }

    private void name() throws IOException {
        Checkpoints.Checkpoint checkpoint = stored;
        if (checkpoint != null) {
            fence.require();
            for (Command.SaveCheckpoint asked : names) {
                name(checkpoints, asked, checkpoint);
            }
        }
    }

    private void name(Checkpoints where, Command.SaveCheckpoint asked, Checkpoints.Checkpoint checkpoint)
            throws IOException {
        String weights = CheckpointParts.of(asked.weights());
        where.name(
                asked.name(),
                checkpoint,
                weights,
                state.attempt(),
                state.progress().step());
    }

    /** As soon as nothing reads it any more. */
    private void closeCopy() {
        Engine.Snapshot copy = snapshot;
        if (copy != null) {
            writer.later(() -> {
                awaitTold();
                copy.close();
            });
        }
    }

    private void awaitTold() throws IOException {
        try {
            for (Future<?> summary : told) {
                summary.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the weights could not be summarized", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while weights were summarized");
        }
    }

    /**
     * A later point is to be saved: this one need not be, if it has not been begun.
     *
     * @param retain epochs whose weights may still be asked back
     */
    void overtaken(Set<Integer> retain) {
        if (finished && names.isEmpty() && !retain.contains(state.progress().epoch())) {
            fate.compareAndSet(Fate.WAITING, Fate.LEFT_OUT);
        }
    }

    boolean unstored() {
        return saving && fate.get() != Fate.STORED && fate.get() != Fate.LEFT_OUT;
    }

    /** Stores it elsewhere, with its names; returns its key there. */
    String keepIn(Checkpoints elsewhere) throws IOException {
        Engine.Snapshot copy = copied();
        Checkpoints.Checkpoint kept = elsewhere.save(id(), CheckpointParts.whole(copy, engine.averages(), state));
        for (Command.SaveCheckpoint asked : names) {
            name(elsewhere, asked, kept);
        }
        return kept.key();
    }

    private void report(Checkpoints.Checkpoint checkpoint, List<String> given) {
        supervisor.report(stamp -> new CheckpointSaved(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                state.progress().epoch(),
                state.progress().step(),
                checkpoint.key(),
                given,
                checkpoint.bytes()));
    }

    private CheckpointId id() {
        return new CheckpointId(
                state.progress().epoch(),
                state.attempt(),
                state.progress().step(),
                state.place() == TrainingState.Place.EPOCH_ENDED);
    }

    private Engine.Snapshot copied() {
        Engine.Snapshot copy = snapshot == null ? engine.snapshot() : snapshot;
        snapshot = copy;
        return copy;
    }
}
