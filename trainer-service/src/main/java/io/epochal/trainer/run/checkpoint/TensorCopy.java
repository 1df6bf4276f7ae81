package io.epochal.trainer.run.checkpoint;

import io.epochal.trainer.run.port.Engine;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The tensors of one savepoint: copied at most once, when first needed, and closed when nothing reads them any more. */
final class TensorCopy {
    private final Engine engine;
    private final List<Future<?>> readers = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private Engine.@Nullable Snapshot snapshot;

    TensorCopy(Engine engine) {
        this.engine = engine;
    }

    /** The copy; the first call makes it, on the training's thread. */
    Engine.Snapshot get() {
        Engine.Snapshot copy = snapshot == null ? engine.snapshot() : snapshot;
        snapshot = copy;
        return copy;
    }

    boolean taken() {
        return snapshot != null;
    }

    /** Whether it has a moving average of the weights, too. */
    boolean averages() {
        return engine.averages();
    }

    /** It stays open until this is done. */
    void readUntil(Future<?> done) {
        readers.add(done);
    }

    /**
     * Closes it behind the uploads so far, and behind its readers.
     *
     * @param needed asked then: whether it stays open after all, until {@link #close}
     */
    void closeBehind(UploadQueue uploads, BooleanSupplier needed) {
        Engine.Snapshot copy = snapshot;
        if (copy != null) {
            uploads.later("a copy of the weights", () -> {
                awaitReaders();
                if (!needed.getAsBoolean()) {
                    close(copy);
                }
            });
        }
    }

    void close() {
        if (snapshot != null) {
            close(snapshot);
        }
    }

    private void close(Engine.Snapshot copy) {
        if (closed.compareAndSet(false, true)) {
            copy.close();
        }
    }

    private void awaitReaders() throws IOException {
        try {
            for (Future<?> reader : readers) {
                reader.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the weights could not be summarized", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while weights were summarized");
        }
    }
}
