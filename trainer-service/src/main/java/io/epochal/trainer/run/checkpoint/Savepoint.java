package io.epochal.trainer.run.checkpoint;

import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.protocol.Command;
import io.epochal.trainer.run.port.Engine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A point of the run at which its state, models and summaries of its weights can be saved. What is requested here is done beside the
 * training, in this order: stored, named, reported, and expired checkpoints deleted.
 */
public final class Savepoint implements Backlog.Entry {
    private final SavedState saved;
    private final TensorCopy copy;
    private final StateUpload upload;
    private final AttemptStore store;
    private final UploadQueue uploads;
    private final Backlog backlog;
    private final WeightSummaries summaries;
    private final SaveFailures failures;
    private final List<Command.SaveCheckpoint> names = new ArrayList<>();
    /** Which of them it has by now; the upload thread's own. */
    private final List<String> named = new ArrayList<>();

    private boolean finished;

    Savepoint(
            SavedState saved,
            TensorCopy copy,
            StateUpload upload,
            AttemptStore store,
            UploadQueue uploads,
            Backlog backlog,
            WeightSummaries summaries,
            SaveFailures failures) {
        this.saved = saved;
        this.copy = copy;
        this.upload = upload;
        this.store = store;
        this.uploads = uploads;
        this.backlog = backlog;
        this.summaries = summaries;
        this.failures = failures;
    }

    /**
     * Copies the tensors, for {@link #saveIfCopied}: the copy is made while the verdict is decided, and the upload, which takes a core
     * from those that decide, begins behind it.
     */
    public void copy() {
        var unused = copy.get();
    }

    /** As {@link #save}, where {@link #copy} was called. */
    public void saveIfCopied() {
        if (copy.taken()) {
            save();
        }
    }

    /** Begins the upload of the whole state; a second call changes nothing. */
    public void save() {
        if (upload.request()) {
            Engine.Snapshot tensors = copy.get();
            boolean averages = copy.averages();
            backlog.add(this);
            uploads.later("a checkpoint", () -> upload.store(() -> store.save(saved, tensors, averages)));
        }
    }

    /** Keeps tensors and state until the verdict says what to do here. Before the first epoch no state is stored. */
    public void hold() {
        if (hasTrained()) {
            save();
        }
        copy();
    }

    /** Nothing more is requested here, by this attempt. */
    public void release() {
        finished = true;
        copy.closeBehind(uploads, () -> false);
    }

    /** The state can be loaded by this name, once it is stored. An invalid name is noted, and changes nothing else. */
    public void save(Command.SaveCheckpoint asked) {
        if (hasTrained()) {
            failures.normalized(asked).ifPresent(this::saveAs);
        } else {
            failures.note(asked.name(), new IOException("nothing has been trained yet"));
        }
    }

    /** As {@link #save}, under any name: those that are reserved for the trainer, too. */
    public void saveAs(Command.SaveCheckpoint asked) {
        if (asked.weightsOnly()) {
            Engine.Snapshot tensors = copy.get();
            uploads.later(
                    asked.name(),
                    () -> store.reportSaved(saved, store.saveModel(saved, tensors, asked), List.of(asked.name())));
        } else {
            save();
            names.add(asked);
        }
    }

    /** Publishes what the weights are here. */
    public void summarize(Command.SummarizeWeights asked) {
        copy.readUntil(summaries.publish(copy.get(), asked, saved.state().position()));
    }

    /**
     * Nothing more is requested here: names the checkpoint, reports it, and deletes expired ones.
     *
     * @param retain epochs whose weights may still be restored
     */
    public void finish(Set<Integer> retain) {
        finished = true;
        if (!copy.taken() && !upload.requested()) {
            return;
        }
        copy.closeBehind(uploads, upload::rejected);
        // Each is a task of its own: one that the store rejects does not fail the others.
        names.forEach(asked -> uploads.later(asked.name(), () -> name(asked)));
        uploads.later("the report of what is saved", this::report);
        uploads.later("the deletion of expired checkpoints", () -> store.retire(retain));
    }

    private boolean hasTrained() {
        return saved.state().epoch() >= 0;
    }

    private void name(Command.SaveCheckpoint asked) throws IOException {
        Optional<Checkpoint> stored = upload.stored();
        if (stored.isPresent()) {
            store.name(saved, asked, stored.get());
            named.add(asked.name());
        }
    }

    private void report() {
        upload.stored().ifPresent(checkpoint -> store.reportSaved(saved, checkpoint, List.copyOf(named)));
    }

    @Override
    public int epoch() {
        return saved.state().epoch();
    }

    @Override
    public boolean unstored() {
        return upload.unstored();
    }

    @Override
    public void replaced(Set<Integer> retain) {
        if (finished && names.isEmpty() && !retain.contains(saved.state().epoch())) {
            upload.skip();
        }
    }

    @Override
    public void discardIfRejected() {
        if (finished && upload.rejected()) {
            upload.discard();
            copy.close();
        }
    }

    @Override
    public String saveIn(ObjectStore other) throws IOException {
        return store.saveElsewhere(other, saved, copy, names, failures);
    }
}
