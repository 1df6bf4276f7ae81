package io.epochal.callback.readmodel;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The database, opened by who needs it first, and again after it was away. For any threads. */
public final class ReadModel implements AutoCloseable {
    private static final long PAUSE_NANOS = Duration.ofSeconds(2).toNanos();

    private final ReadModelPlace place;
    private @Nullable Database opened;
    private @Nullable ReadModelException failure;
    private long failedAt;
    private boolean closed;

    public ReadModel(ReadModelPlace place) {
        this.place = place;
    }

    /**
     * The open database.
     *
     * @throws ReadModelException where it is away; for the next two seconds nobody else waits for it
     */
    public synchronized Database open() throws ReadModelException {
        if (closed) {
            throw new ReadModelException("the service is stopping", null);
        }
        if (opened != null && opened.isDamaged()) {
            opened.close();
            opened = null;
        }
        if (opened == null) {
            if (failure != null && System.nanoTime() - failedAt < PAUSE_NANOS) {
                throw failure;
            }
            opened = tried();
            failure = null;
        }
        return opened;
    }

    private Database tried() throws ReadModelException {
        try {
            return Database.open(place);
        } catch (ReadModelException e) {
            failure = e;
            failedAt = System.nanoTime();
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (opened != null) {
            opened.close();
            opened = null;
        }
    }
}
