package io.epochal.trainer.run;

import io.epochal.checkpoint.CheckpointId;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.protocol.Command;
import io.epochal.protocol.Histogram;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.WeightsDrawn;
import io.epochal.protocol.TrainingEvent.WeightsSummarized;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One point of the run, at which things can be kept. Copies the tensors at most once, when first needed. */
final class Point {
    private static final Logger LOG = Logger.getLogger(Point.class);
    /** Brokers refuse a record of more than a megabyte; base64 takes a third more. */
    private static final int MOST_IMAGE_BYTES = 512 * 1024;

    private final Engine engine;
    private final Supervisor supervisor;
    private final Checkpoints checkpoints;
    private final Fence fence;
    private final Background uploads;
    private final Background summaries;
    private final TrainingState state;
    private final List<Command.SaveCheckpoint> names = new ArrayList<>();
    private final List<Future<?>> told = new ArrayList<>();
    private Engine.@Nullable Snapshot snapshot;
    private Checkpoints.@Nullable Checkpoint stored;
    private boolean saving;

    Point(
            Engine engine,
            Supervisor supervisor,
            Checkpoints checkpoints,
            Fence fence,
            Background uploads,
            Background summaries,
            TrainingState state) {
        this.engine = engine;
        this.supervisor = supervisor;
        this.checkpoints = checkpoints;
        this.fence = fence;
        this.uploads = uploads;
        this.summaries = summaries;
        this.state = state;
    }

    /** The state lies there already, stored by whoever this attempt goes on from. */
    Point storedAs(Checkpoints.Checkpoint checkpoint) {
        stored = checkpoint;
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
        var unused = uploads.later(() -> {
            fence.require();
            stored = checkpoints.save(id(), CheckpointParts.whole(copy, averages, state));
            return stored;
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
        Engine.Snapshot copy = snapshot;
        if (copy != null) {
            var unused = uploads.later(() -> {
                copy.close();
                return copy;
            });
        }
    }

    /** What is asked for can be loaded by its name, once it is stored. */
    void save(Command.SaveCheckpoint asked) {
        if (asked.weightsOnly()) {
            Engine.Snapshot copy = copied();
            var unused = uploads.later(() -> model(copy, asked));
        } else {
            save();
            names.add(asked);
        }
    }

    private Checkpoints.Checkpoint model(Engine.Snapshot copy, Command.SaveCheckpoint asked) throws IOException {
        fence.require();
        Checkpoints.Checkpoint model = checkpoints.saveModel(
                id(), asked.weights().wireName(), CheckpointParts.model(copy, asked.weights(), state));
        checkpoints.name(asked.name(), model, CheckpointParts.of(asked.weights()));
        report(model, List.of(asked.name()));
        return model;
    }

    void summarize(Command.SummarizeWeights asked) {
        Engine.Snapshot copy = copied();
        told.add(summaries.later(() -> {
            List<Histogram> histograms = copy.histograms(asked.weights());
            supervisor.report(stamp -> new WeightsSummarized(
                    stamp.run(),
                    stamp.attempt(),
                    stamp.sequence(),
                    stamp.time(),
                    state.progress().epoch(),
                    state.progress().step(),
                    histograms));
            if (asked.images()) {
                copy.images(asked.weights()).forEach(this::draw);
            }
            return histograms;
        }));
    }

    private void draw(Engine.WeightImages images) {
        int bytes = images.pngs().stream().mapToInt(png -> png.length).sum();
        if (bytes > MOST_IMAGE_BYTES) {
            LOG.warnf("no picture of %s: it has %d bytes, which is too much for an event", images.weight(), bytes);
            return;
        }
        List<String> pngs =
                images.pngs().stream().map(Base64.getEncoder()::encodeToString).toList();
        supervisor.report(stamp -> new WeightsDrawn(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                state.progress().epoch(),
                state.progress().step(),
                images.weight(),
                images.width(),
                images.height(),
                pngs));
    }

    /** Puts back the weights of an epoch's end, from its checkpoint. */
    void restore(Command.RestoreWeights asked) throws IOException {
        uploads.drain();
        Checkpoints.Checkpoint from = checkpoints
                .atEpoch(asked.epoch())
                .orElseThrow(() -> new IOException("there is no checkpoint of epoch " + asked.epoch()));
        try (InputStream weights = checkpoints.open(from, CheckpointParts.of(asked.weights()))) {
            engine.restoreWeights(weights);
        }
    }

    /** Nothing more will be asked here: names the checkpoint, says so, and lets go of what nobody needs. */
    void finish(Set<Integer> retain) {
        Engine.Snapshot copy = snapshot;
        if (copy == null && !saving) {
            return;
        }
        var unused = uploads.later(() -> {
            for (Future<?> summary : told) {
                summary.get();
            }
            if (copy != null) {
                copy.close();
            }
            fence.require();
            Checkpoints.Checkpoint checkpoint = stored;
            if (checkpoint != null) {
                for (Command.SaveCheckpoint asked : names) {
                    checkpoints.name(asked.name(), checkpoint, CheckpointParts.of(asked.weights()));
                }
                report(
                        checkpoint,
                        names.stream().map(Command.SaveCheckpoint::name).toList());
            }
            return checkpoints.retire(retain);
        });
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
