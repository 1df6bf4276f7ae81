package io.epochal.client;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells a training that its process is to end, as by Ctrl-C, and holds the process for a few seconds until the training has said so.
 */
final class ShutdownNotice implements AutoCloseable {
    private static final int SECONDS = 5;

    private final boolean wanted;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook;

    /** @param notice called when the process is to end */
    ShutdownNotice(Runnable notice, boolean wanted) {
        this.wanted = wanted;
        this.hook = new Thread(() -> hold(notice), "epochal-shutdown");
    }

    void register() {
        if (wanted) {
            Runtime.getRuntime().addShutdownHook(hook);
        }
    }

    private void hold(Runnable notice) {
        notice.run();
        try {
            var unused = over.await(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The training has said its end. */
    @Override
    public void close() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending: the hook runs, and is let go.
            return;
        }
    }
}
