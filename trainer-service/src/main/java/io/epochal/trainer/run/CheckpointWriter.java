package io.epochal.trainer.run;

import io.epochal.checkpoint.CheckpointId;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.Content;
import io.epochal.protocol.Histogram;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.WeightsSummarized;
import io.epochal.protocol.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Stores checkpoints beside the training. The loop pays for the copy of the tensors; encoding, upload, naming and retention happen
 * on one thread behind it, in order.
 */
final class CheckpointWriter implements AutoCloseable {
    private final Engine engine;
    private final Supervisor supervisor;
    private final Checkpoints checkpoints;
    private final RunSpec spec;
    private final int attempt;
    private final ExecutorService background =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "checkpoint-writer"));
    private final List<Future<?>> pending = new ArrayList<>();

    CheckpointWriter(Engine engine, Supervisor supervisor, Checkpoints checkpoints, RunSpec spec, int attempt) {
        this.engine = engine;
        this.supervisor = supervisor;
        this.checkpoints = checkpoints;
        this.spec = spec;
        this.attempt = attempt;
    }

    /** @param batch batches of the current epoch that were trained */
    Point here(Standing standing, int batch) {
        return new Point(standing, batch);
    }

    /** Waits for everything that was asked for; throws what went wrong with any of it. */
    void drain() throws IOException {
        try {
            for (Future<?> task : pending) {
                task.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a checkpoint could not be stored: " + e.getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a checkpoint was being stored");
        }
        pending.clear();
    }

    @Override
    public void close() {
        background.shutdown();
    }

    private void later(Callable<?> task) {
        pending.removeIf(CheckpointWriter::succeeded);
        pending.add(background.submit(task));
    }

    private static boolean succeeded(Future<?> task) {
        try {
            return task.isDone() && task.get() != task;
        } catch (ExecutionException | InterruptedException e) {
            return false;
        }
    }

    /** One point of the run, at which things can be kept. Copies the tensors at most once, when first needed. */
    final class Point {
        private final Standing standing;
        private final int batch;
        private final List<String> names = new ArrayList<>();
        private Engine.@Nullable Snapshot snapshot;
        private Checkpoints.@Nullable Checkpoint stored;
        private boolean saving;

        private Point(Standing standing, int batch) {
            this.standing = standing;
            this.batch = batch;
        }

        /** Begins the upload; a second call changes nothing. */
        void save() {
            if (saving) {
                return;
            }
            saving = true;
            Engine.Snapshot copy = copied();
            TrainingState state = state();
            later(() -> stored =
                    checkpoints.save(new CheckpointId(state.epoch(), attempt, state.step()), parts(copy, state)));
        }

        /** The checkpoint of this point can be loaded by this name, once it is stored. */
        void name(String name) {
            names.add(name);
        }

        void summarize() {
            Engine.Snapshot copy = copied();
            later(() -> {
                List<Histogram> histograms = copy.histograms();
                return supervisor.report(stamp -> new WeightsSummarized(
                        stamp.run(),
                        stamp.attempt(),
                        stamp.sequence(),
                        stamp.time(),
                        standing.epoch(),
                        standing.step(),
                        histograms));
            });
        }

        /** Puts back the weights of an epoch's end, from its checkpoint. */
        void restoreWeights(int epoch) throws IOException {
            drain();
            Checkpoints.Checkpoint from = checkpoints
                    .atEpoch(epoch)
                    .orElseThrow(() -> new IOException("there is no checkpoint of epoch " + epoch));
            try (InputStream weights = checkpoints.open(from, "weights.safetensors")) {
                engine.restoreWeights(weights);
            }
        }

        /** Nothing more will be asked here: names the checkpoint, says so, and lets go of what nobody needs. */
        void finish(Set<Integer> retain) {
            Engine.Snapshot copy = snapshot;
            if (copy == null) {
                return;
            }
            later(() -> {
                copy.close();
                return saving ? announce(retain) : List.of();
            });
        }

        private List<String> announce(Set<Integer> retain) throws IOException {
            Checkpoints.Checkpoint checkpoint = stored;
            if (checkpoint == null) {
                return List.of();
            }
            for (String name : names) {
                checkpoints.name(name, checkpoint);
            }
            supervisor.report(stamp -> new CheckpointSaved(
                    stamp.run(),
                    stamp.attempt(),
                    stamp.sequence(),
                    stamp.time(),
                    standing.epoch(),
                    standing.step(),
                    checkpoint.key(),
                    List.copyOf(names),
                    checkpoint.bytes()));
            return checkpoints.retire(retain);
        }

        private Engine.Snapshot copied() {
            Engine.Snapshot copy = snapshot == null ? engine.snapshot() : snapshot;
            snapshot = copy;
            return copy;
        }

        private TrainingState state() {
            return new TrainingState(
                    spec,
                    attempt,
                    standing.epoch(),
                    batch,
                    standing.step(),
                    standing.learningRate(),
                    spec.seed(),
                    engine.threads(),
                    engine.device(),
                    standing.metrics(),
                    standing.callbacks());
        }
    }

    private static Map<String, Content> parts(Engine.Snapshot copy, TrainingState state) throws IOException {
        Map<String, Content> parts = new LinkedHashMap<>();
        parts.put("weights.safetensors", encoded(copy::writeWeights));
        parts.put("optimizer.safetensors", encoded(copy::writeOptimizer));
        parts.put("state.json", Content.of(Wire.JSON.writeValueAsBytes(state)));
        return parts;
    }

    private interface Writer {
        void writeTo(OutputStream out) throws IOException;
    }

    private static Content encoded(Writer writer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writer.writeTo(bytes);
        return Content.of(bytes.toByteArray());
    }
}
