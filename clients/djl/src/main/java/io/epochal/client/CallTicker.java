package io.epochal.client;

import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a call about once a second, and at once after {@link #wake}, until it is closed. Its thread keeps no process alive. */
final class CallTicker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CallTicker.class);
    private static final long INTERVAL = 1_000_000_000L;

    private final Runnable call;
    private final Thread thread = new Thread(this::run, "epochal");
    private volatile boolean over;

    CallTicker(Runnable call) {
        this.call = call;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!over) {
            LockSupport.parkNanos(INTERVAL);
            if (over) {
                return;
            }
            try {
                call.run();
            } catch (ServiceException e) {
                // The training thread meets it in its next call.
                LOG.warn("the service does not go on with this run: {}", e.getMessage());
                return;
            } catch (RuntimeException e) {
                LOG.warn("a call in the background failed", e);
            }
        }
    }

    /** No call begins after this. */
    @Override
    public void close() {
        over = true;
        wake();
    }
}
