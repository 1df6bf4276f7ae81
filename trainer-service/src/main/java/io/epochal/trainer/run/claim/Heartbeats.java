package io.epochal.trainer.run.claim;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Shows, on a thread of its own, that the trainer of a run is alive. */
public final class Heartbeats implements AutoCloseable {
    /** Short against the time after which other trainers take a silent run for lost. */
    public static final Duration INTERVAL = Duration.ofSeconds(20);

    private static final Logger LOG = Logger.getLogger(Heartbeats.class);

    private final CountDownLatch over = new CountDownLatch(1);
    private final UnfinishedRuns unfinished;
    private final Thread thread;
    private UnfinishedRuns.Mark mark;

    /** Begins at once; the first beat comes after one interval. */
    public Heartbeats(UnfinishedRuns unfinished, UnfinishedRuns.Mark mark, Duration interval) {
        this.unfinished = unfinished;
        this.mark = mark;
        this.thread = new Thread(() -> beat(interval), "heartbeats");
        thread.setDaemon(true);
        thread.start();
    }

    private void beat(Duration interval) {
        try {
            while (!over.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    mark = mark.renewed();
                    unfinished.put(mark);
                } catch (IOException e) {
                    LOG.warnf(
                            "run %s: a heartbeat could not be stored: %s",
                            mark.request().run(), e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when nothing more is written. */
    @Override
    public void close() {
        over.countDown();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
