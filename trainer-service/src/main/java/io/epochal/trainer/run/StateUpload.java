package io.epochal.trainer.run;

import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.StoreRefusal;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the state of one point.
 *
 * <pre>
 *   NOT_ASKED ─▶ WAITING ─▶ STORING ─▶ STORED
 *                   │  ▲_______│ the store is away
 *                   │             └─▶ REFUSED: the store will never take it
 *                   └─▶ LEFT_OUT: a later point is to be saved, and nobody needs this one
 * </pre>
 *
 * The training asks; the uploads' thread stores.
 */
final class StateUpload {
    private enum Fate {
        NOT_ASKED,
        WAITING,
        STORING,
        STORED,
        REFUSED,
        LEFT_OUT
    }

    /** Stores the state. */
    interface Store {
        Checkpoint store() throws IOException;
    }

    private final AtomicReference<Fate> fate = new AtomicReference<>(Fate.NOT_ASKED);
    private volatile @Nullable Checkpoint stored;

    /** It lies there already, stored by an earlier attempt. */
    void storedAs(Checkpoint checkpoint) {
        stored = checkpoint;
        fate.set(Fate.STORED);
    }

    /** Whether this is the first time that it is asked for. */
    boolean ask() {
        return fate.compareAndSet(Fate.NOT_ASKED, Fate.WAITING);
    }

    boolean asked() {
        return fate.get() != Fate.NOT_ASKED;
    }

    /** Stores it unless it was left out; what the store throws leaves it waiting, to be tried again. */
    void store(Store store) throws IOException {
        if (fate.compareAndSet(Fate.WAITING, Fate.STORING)) {
            try {
                stored = store.store();
                fate.set(Fate.STORED);
            } catch (StoreRefusal | RuntimeException e) {
                fate.set(Fate.REFUSED);
                throw e;
            } finally {
                fate.compareAndSet(Fate.STORING, Fate.WAITING);
            }
        }
    }

    /** Nobody needs it: it is not stored if that has not begun. */
    void leaveOut() {
        fate.compareAndSet(Fate.WAITING, Fate.LEFT_OUT);
    }

    /** One that was refused is not to be kept anywhere. */
    void forget() {
        fate.compareAndSet(Fate.REFUSED, Fate.LEFT_OUT);
    }

    /** Asked for, and neither stored nor left out. */
    boolean unstored() {
        Fate now = fate.get();
        return now == Fate.WAITING || now == Fate.STORING || now == Fate.REFUSED;
    }

    boolean refused() {
        return fate.get() == Fate.REFUSED;
    }

    Optional<Checkpoint> stored() {
        return Optional.ofNullable(stored);
    }
}
