package io.epochal.trainer.run.checkpoint;

import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.StoreRefusal;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The upload of the state of one savepoint.
 *
 * <pre>
 *   NOT_REQUESTED ─▶ WAITING ─▶ STORING ─▶ STORED
 *                       │  ▲_______│ the store is unavailable
 *                       │             └─▶ REJECTED: the store will never take it
 *                       └─▶ SKIPPED: a later savepoint replaces it, and nothing needs this one
 * </pre>
 *
 * The training thread requests; the upload thread stores.
 */
final class StateUpload {
    private enum Stage {
        NOT_REQUESTED,
        WAITING,
        STORING,
        STORED,
        REJECTED,
        SKIPPED
    }

    /** Stores the state. */
    interface Store {
        Checkpoint store() throws IOException;
    }

    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.NOT_REQUESTED);
    private volatile @Nullable Checkpoint stored;

    /** It is stored already, by an earlier attempt. */
    void storedAs(Checkpoint checkpoint) {
        stored = checkpoint;
        stage.set(Stage.STORED);
    }

    /** Whether this is the first request. */
    boolean request() {
        return stage.compareAndSet(Stage.NOT_REQUESTED, Stage.WAITING);
    }

    boolean requested() {
        return stage.get() != Stage.NOT_REQUESTED;
    }

    /** Stores it unless it was skipped. After an exception of the store it waits for a retry. */
    void store(Store store) throws IOException {
        if (stage.compareAndSet(Stage.WAITING, Stage.STORING)) {
            try {
                stored = store.store();
                stage.set(Stage.STORED);
            } catch (StoreRefusal | RuntimeException e) {
                stage.set(Stage.REJECTED);
                throw e;
            } finally {
                stage.compareAndSet(Stage.STORING, Stage.WAITING);
            }
        }
    }

    /** It need not be stored, if that has not begun. */
    void skip() {
        stage.compareAndSet(Stage.WAITING, Stage.SKIPPED);
    }

    /** One that was rejected is not kept anywhere. */
    void discard() {
        stage.compareAndSet(Stage.REJECTED, Stage.SKIPPED);
    }

    /** Requested, and neither stored nor skipped. */
    boolean unstored() {
        Stage now = stage.get();
        return now == Stage.WAITING || now == Stage.STORING || now == Stage.REJECTED;
    }

    boolean rejected() {
        return stage.get() == Stage.REJECTED;
    }

    Optional<Checkpoint> stored() {
        return Optional.ofNullable(stored);
    }
}
