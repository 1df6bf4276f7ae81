package io.epochal.trainer.run.checkpoint;

import io.epochal.checkpoint.FolderObjectStore;
import io.epochal.checkpoint.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The states of one attempt that the object store has not taken yet, oldest first. The training thread's. */
public final class Backlog {
    private final AttemptStore store;
    private final UploadQueue uploads;
    private final LastResort lastResort;
    private final SaveFailures failures;
    private final List<Entry> entries = new ArrayList<>();
    private Set<Integer> retain = Set.of();
    private long lastAdded = System.nanoTime();

    public Backlog(AttemptStore store, UploadQueue uploads, LastResort lastResort, SaveFailures failures) {
        this.store = store;
        this.uploads = uploads;
        this.lastResort = lastResort;
        this.failures = failures;
    }

    /** A state on its way to the store. */
    interface Entry {
        /** The last epoch that its state has trained. */
        int epoch();

        /** Neither stored nor skipped yet. */
        boolean unstored();

        /**
         * A later state is to be stored: this one is skipped if nothing needs it and its upload has not begun.
         *
         * @param retain epochs whose weights may still be restored
         */
        void replaced(Set<Integer> retain);

        /** Does not keep it if the store has rejected it. */
        void discardIfRejected();

        /** Stores it there, with its names; returns its key. */
        String saveIn(ObjectStore other) throws IOException;
    }

    /** Epochs whose weights may still be restored, from here on. */
    void retain(Set<Integer> epochs) {
        retain = epochs;
    }

    /** Adds the newest state; those before it that nothing needs are skipped. */
    void add(Entry newest) {
        lastAdded = System.nanoTime();
        entries.forEach(Entry::discardIfRejected);
        entries.removeIf(earlier -> !earlier.unstored());
        entries.forEach(earlier -> earlier.replaced(retain));
        entries.add(newest);
    }

    /** Seconds since the last state was added, or since the attempt began. */
    double age() {
        return (System.nanoTime() - lastAdded) / 1e9;
    }

    /** Waits until everything is stored, where a state of this epoch is not; the states of later epochs alone are no reason to wait. */
    void awaitStored(int epoch) throws IOException {
        if (entries.stream().anyMatch(entry -> entry.epoch() == epoch && entry.unstored())) {
            awaitStored();
        }
    }

    /** Waits until everything is stored. What the store does not take in time is kept on this machine; the exception says where. */
    void awaitStored() throws IOException {
        // Not counted against the store's time: the broker may be unavailable for longer.
        store.awaitPublished();
        try {
            uploads.drain(lastResort.after());
        } catch (StoreUnavailableException e) {
            uploads.abandon();
            throw new IOException(e.getMessage() + "; " + keepLocally(), e);
        }
    }

    /**
     * For the end, when everything is stored or rejected: throws where the store has rejected the newest state, which is kept on this
     * machine then. Earlier ones that it has rejected are not kept.
     */
    void requireNewestStored() throws IOException {
        if (!entries.isEmpty() && entries.get(entries.size() - 1).unstored()) {
            throw new IOException("the object store refuses the last checkpoint; " + keepLocally());
        }
        entries.forEach(Entry::discardIfRejected);
    }

    private String keepLocally() {
        ObjectStore local = new FolderObjectStore(lastResort.folder());
        List<String> keys = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.unstored()) {
                keep(entry, local).ifPresent(keys::add);
            }
        }
        return keys.isEmpty()
                ? "it has all tensors, but not all names"
                : "kept in " + lastResort.folder().toAbsolutePath() + " on this machine: " + String.join(", ", keys);
    }

    private Optional<String> keep(Entry entry, ObjectStore local) {
        try {
            return Optional.of(entry.saveIn(local));
        } catch (IOException | RuntimeException e) {
            failures.note("a checkpoint on this machine", e);
            return Optional.empty();
        }
    }
}
