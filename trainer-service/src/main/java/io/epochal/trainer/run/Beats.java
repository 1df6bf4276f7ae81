package io.epochal.trainer.run;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Shows, beside the training, that a run's trainer is there. */
final class Beats implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Beats.class);
    static final Duration EVERY = Duration.ofSeconds(20);

    private final CountDownLatch over = new CountDownLatch(1);
    private final Unfinished unfinished;
    private final Thread thread;
    private Unfinished.Mark mark;

    Beats(Unfinished unfinished, Unfinished.Mark mark, Duration every) {
        this.unfinished = unfinished;
        this.mark = mark;
        this.thread = new Thread(() -> beat(every), "still-trained");
        thread.setDaemon(true);
        thread.start();
    }

    private void beat(Duration every) {
        try {
            while (!over.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    mark = mark.renewed();
                    unfinished.put(mark);
                } catch (IOException e) {
                    LOG.warnf(
                            "run %s: that it is still trained could not be shown: %s",
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
