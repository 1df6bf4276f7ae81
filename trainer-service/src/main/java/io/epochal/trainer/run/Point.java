package io.epochal.trainer.run;

import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.CheckpointId;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One point of the run, at which things can be kept: its whole state, models, pictures of its weights. What is asked for here is done
 * beside the training, in this order: stored, named, said, and what nobody needs any more deleted.
 */
final class Point {
    private final Engine engine;
    private final Supervisor supervisor;
    private final Checkpoints checkpoints;
    private final Fence fence;
    private final CheckpointWriter writer;
    private final TrainingState state;
    private final TensorCopy copy;
    private final StateUpload upload = new StateUpload();
    private final List<Command.SaveCheckpoint> names = new ArrayList<>();
    /** Which of them it has by now; the uploads' thread's own. */
    private final List<String> named = new ArrayList<>();

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
        this.copy = new TensorCopy(engine, writer);
    }

    /** The state lies there already, stored by whoever this attempt goes on from. */
    Point storedAs(Checkpoint checkpoint) {
        upload.storedAs(checkpoint);
        return this;
    }

    /** Begins the upload of the whole state; a second call changes nothing. */
    void save() {
        if (upload.ask()) {
            Engine.Snapshot tensors = copy.get();
            boolean averages = engine.averages();
            writer.upload(
                    this,
                    () -> upload.store(() -> {
                        writer.awaitSaid();
                        fence.require();
                        return checkpoints.save(id(), CheckpointParts.whole(tensors, averages, state));
                    }));
        }
    }

    /** Keeps the state for later: what is to be done here is not known yet. Nothing is stored of a run that has not begun. */
    void hold() {
        if (state.progress().epoch() >= 0) {
            save();
        }
        var unused = copy.get();
    }

    /** Nothing is to be done here by this attempt. */
    void letGo() {
        finished = true;
        copy.letGo(() -> false);
    }

    /** What is asked for can be loaded by its name, once it is stored. A name that is none is noted, and changes nothing else. */
    void save(Command.SaveCheckpoint asked) {
        if (state.progress().epoch() < 0) {
            writer.unsaved().note(asked.name(), new IOException("nothing has been trained yet"));
            return;
        }
        writer.unsaved().chosen(asked).ifPresent(this::saveAs);
    }

    /** As {@link #save}, under any name: the trainer's own ones, too. */
    void saveAs(Command.SaveCheckpoint asked) {
        if (asked.weightsOnly()) {
            Engine.Snapshot tensors = copy.get();
            writer.later(asked.name(), () -> model(tensors, asked));
        } else {
            save();
            names.add(asked);
        }
    }

    private void model(Engine.Snapshot tensors, Command.SaveCheckpoint asked) throws IOException {
        fence.require();
        Checkpoint model = checkpoints.saveModel(
                id(), asked.weights().wireName(), CheckpointParts.model(tensors, asked.weights(), state));
        name(checkpoints, asked, model);
        report(model, List.of(asked.name()));
    }

    /** Which names a verdict has asked for that are none. */
    List<Verdict.Reason> untold() {
        return writer.unsaved().untold();
    }

    /** Whether a callback may have states saved under this name from now on. */
    boolean allows(Command.SaveEvery asked) {
        return writer.unsaved().chosen(new Command.SaveCheckpoint(asked.name())).isPresent();
    }

    void summarize(Command.SummarizeWeights asked) {
        Engine.Snapshot tensors = copy.get();
        copy.readUntil(writer.tell(() -> new WeightSummary(supervisor, state.progress()).report(tensors, asked)));
    }

    /** Puts back the weights of an epoch's end, from its checkpoint. */
    void restore(Command.RestoreWeights asked) throws IOException {
        writer.awaitUploads();
        Checkpoint from = checkpoints
                .atEpoch(asked.epoch())
                .orElseThrow(() -> new IOException("there is no checkpoint of epoch " + asked.epoch()));
        try (InputStream weights = checkpoints.open(from, CheckpointParts.of(asked.weights()))) {
            engine.restoreWeights(weights);
        }
    }

    /** Nothing more will be asked here: names the checkpoint, says so, and lets go of what nobody needs. */
    void finish(Set<Integer> retain) {
        finished = true;
        if (!copy.taken() && !upload.asked()) {
            return;
        }
        copy.letGo(upload::refused);
        // Each for itself, so that one that the store refuses is no other one's trouble.
        names.forEach(asked -> writer.later(asked.name(), () -> name(asked)));
        writer.later("the list of what is saved", this::report);
        writer.later("what nobody needs any more", () -> {
            var unused = checkpoints.retire(retain, fence::require);
        });
    }

    private void name(Command.SaveCheckpoint asked) throws IOException {
        Optional<Checkpoint> stored = upload.stored();
        if (stored.isPresent()) {
            fence.require();
            name(checkpoints, asked, stored.get());
            named.add(asked.name());
        }
    }

    private void name(Checkpoints where, Command.SaveCheckpoint asked, Checkpoint checkpoint) throws IOException {
        String weights = CheckpointParts.of(asked.weights());
        where.name(
                asked.name(),
                checkpoint,
                weights,
                state.attempt(),
                state.progress().step());
    }

    /**
     * A later point is to be saved: this one need not be, if it has not been begun.
     *
     * @param retain epochs whose weights may still be asked back
     */
    void overtaken(Set<Integer> retain) {
        if (finished && names.isEmpty() && !retain.contains(state.progress().epoch())) {
            upload.leaveOut();
        }
    }

    boolean unstored() {
        return upload.unstored();
    }

    /** A later one is to be kept instead, where the store refuses both. */
    void giveUp() {
        if (finished && upload.refused()) {
            upload.forget();
            copy.close();
        }
    }

    /** Stores it elsewhere, with its names; returns its key there. */
    String keepIn(Checkpoints elsewhere) throws IOException {
        Checkpoint kept = elsewhere.save(id(), CheckpointParts.whole(copy.get(), engine.averages(), state));
        for (Command.SaveCheckpoint asked : names) {
            try {
                name(elsewhere, asked, kept);
            } catch (IOException | RuntimeException e) {
                writer.unsaved().note(asked.name(), e);
            }
        }
        return kept.key();
    }

    private void report() {
        upload.stored().ifPresent(checkpoint -> report(checkpoint, List.copyOf(named)));
    }

    private void report(Checkpoint checkpoint, List<String> given) {
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
}
