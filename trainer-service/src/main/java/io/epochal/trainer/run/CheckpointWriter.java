package io.epochal.trainer.run;

import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.FolderObjectStore;
import io.epochal.protocol.RunSpec;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;

/** Stores what is to be kept of one attempt, beside the training; the loop pays for the copy of the tensors. */
final class CheckpointWriter implements AutoCloseable {
    private final Engine engine;
    private final Supervisor supervisor;
    private final Checkpoints checkpoints;
    private final Fence fence;
    private final RunSpec spec;
    private final int attempt;
    private final LastResort lastResort;
    private final Unsaved unsaved;
    private final Uploads uploads;
    private final Background summaries = new Background("weight-summaries");
    private final List<Point> unstored = new ArrayList<>();
    private Set<Integer> retain = Set.of();
    private long lastTaken = System.nanoTime();

    CheckpointWriter(
            Engine engine,
            Supervisor supervisor,
            Checkpoints checkpoints,
            Fence fence,
            RunSpec spec,
            int attempt,
            LastResort lastResort,
            Unsaved unsaved) {
        this.engine = engine;
        this.supervisor = supervisor;
        this.checkpoints = checkpoints;
        this.fence = fence;
        this.spec = spec;
        this.attempt = attempt;
        this.lastResort = lastResort;
        this.unsaved = unsaved;
        this.uploads = new Uploads(unsaved);
    }

    /**
     * This point of the run.
     *
     * @param sequence of the event that was published here
     */
    Point here(Standing standing, TrainingState.Place place, long sequence, double seconds) {
        retain = standing.orders().retain();
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
        return new Point(engine, supervisor, checkpoints, fence, this, state);
    }

    /** Stores this point's state; those before it that nobody needs and that are not under way are left out. */
    void upload(Point point, Uploads.Task task) {
        lastTaken = System.nanoTime();
        unstored.forEach(Point::giveUp);
        unstored.removeIf(earlier -> !earlier.unstored());
        unstored.forEach(earlier -> earlier.overtaken(retain));
        unstored.add(point);
        uploads.later("a checkpoint", task);
    }

    /** What was to be saved and is not. */
    Unsaved unsaved() {
        return unsaved;
    }

    /** Whether the last state was taken so long ago. */
    boolean due(double seconds) {
        return (System.nanoTime() - lastTaken) / 1e9 >= seconds;
    }

    /**
     * Does something with the store behind everything that was asked for before.
     *
     * @param what is not saved if the store refuses
     */
    void later(String what, Uploads.Task task) {
        uploads.later(what, task);
    }

    /** Says something about weights; the future is for whoever must not let go of them before. */
    Future<?> tell(Runnable task) {
        return summaries.later(() -> {
            task.run();
            return task;
        });
    }

    /** Waits for everything that was asked for; throws what went wrong with any of it that the run's end depends on. */
    void drain() throws IOException {
        summaries.drain();
        awaitUploads();
        if (!unstored.isEmpty() && unstored.get(unstored.size() - 1).unstored()) {
            throw new IOException("the object store refuses the last checkpoint; " + kept());
        }
    }

    /** Waits until everything is stored. What the store does not take in time is kept on this machine, and the exception says so. */
    void awaitUploads() throws IOException {
        // However long the broker is away: that is not the store's fault.
        awaitSaid();
        try {
            uploads.drain(lastResort.after());
        } catch (Uploads.StoreAway away) {
            uploads.abandon();
            throw new IOException(away.getMessage() + "; " + kept(), away);
        }
    }

    /** Waits until every event that has been reported by now is in the log. */
    void awaitSaid() throws InterruptedIOException {
        try {
            supervisor.awaitSaid();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while events were on their way");
        }
    }

    private String kept() throws IOException {
        Checkpoints here = checkpoints.in(new FolderObjectStore(lastResort.folder()));
        List<String> keys = new ArrayList<>();
        for (Point point : unstored) {
            if (point.unstored()) {
                keep(point, here).ifPresent(keys::add);
            }
        }
        return keys.isEmpty()
                ? "it has all tensors, but not all names"
                : "kept in " + lastResort.folder().toAbsolutePath() + " on this machine: " + String.join(", ", keys);
    }

    private Optional<String> keep(Point point, Checkpoints here) {
        try {
            return Optional.of(point.keepIn(here));
        } catch (IOException | RuntimeException e) {
            unsaved.note("a checkpoint on this machine", e);
            return Optional.empty();
        }
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
