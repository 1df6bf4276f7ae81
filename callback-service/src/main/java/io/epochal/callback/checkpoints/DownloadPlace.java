package io.epochal.callback.checkpoints;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A download's place among those that may be under way, with all that it holds. Closed once, by whichever thread is first. */
final class DownloadPlace implements AutoCloseable {
    private static final long LOOK_NANOS = 1_000_000_000L;

    private final BooleanSupplier mayRead;
    private final List<Runnable> held = new ArrayList<>();
    private boolean closed;

    /** @param mayRead asked once a second: whether the caller may still read */
    DownloadPlace(BooleanSupplier mayRead, Runnable release) {
        this.mayRead = mayRead;
        held.add(release);
    }

    /** Closes this one, too. */
    synchronized void hold(Runnable release) {
        if (closed) {
            release.run();
        } else {
            held.add(release);
        }
    }

    /** What is written there fails once the client is gone, or may not read any more. */
    OutputStream guarded(OutputStream out) {
        return new FilterOutputStream(out) {
            private long looked = System.nanoTime();

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                check();
                out.write(bytes, from, length);
            }

            private void check() throws IOException {
                if (isClosed()) {
                    throw new IOException("the client is gone");
                }
                if (System.nanoTime() - looked > LOOK_NANOS) {
                    looked = System.nanoTime();
                    if (!mayRead.getAsBoolean()) {
                        throw new IOException("the caller's token does not hold any more");
                    }
                }
            }
        };
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            held.forEach(Runnable::run);
        }
    }
}
