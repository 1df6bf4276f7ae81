package io.epochal.trainer.messaging;

import io.epochal.protocol.BatchEnded;
import io.epochal.trainer.run.port.Supervisor.BatchReport;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/**
 * Takes batch events from the training thread and publishes them from a thread of its own: the training thread only puts a value
 * into a bounded buffer. What does not fit is counted, reported in the next event, and logged once.
 */
final class BatchPublisher implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(BatchPublisher.class);
    private static final int BUFFER = 65_536;
    /** Waking up for each batch, here and in each process that reads them, would cost the training a tenth of its time. */
    private static final long PACE_MILLIS = 100;

    private record Taken(BatchReport report, Instant time, long dropped) {}

    private final String run;
    private final int attempt;
    private final Clock clock;
    private final BiConsumer<BatchEnded, Runnable> sink;
    private final Runnable onDrop;
    private final BlockingQueue<Taken> buffer = new ArrayBlockingQueue<>(BUFFER);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread sender;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * @param sink encodes and sends; may block; runs what it is handed if the broker does not take the event after all
     * @param onDrop called for each batch event that is given up
     */
    BatchPublisher(String run, int attempt, Clock clock, BiConsumer<BatchEnded, Runnable> sink, Runnable onDrop) {
        this.run = run;
        this.attempt = attempt;
        this.clock = clock;
        this.sink = sink;
        this.onDrop = onDrop;
        this.sender = new Thread(this::sendAll, "batch-publisher");
        sender.setDaemon(true);
        sender.start();
    }

    /** Microseconds, whatever the broker does. Called by the training thread only. */
    void publish(BatchReport report) {
        long gap = dropped.get();
        if (buffer.offer(new Taken(report, clock.instant(), gap))) {
            dropped.addAndGet(-gap);
            return;
        }
        drop(0);
    }

    /** @param counted how many earlier ones it was to report, which the next one reports now */
    private void drop(long counted) {
        dropped.addAndGet(1 + counted);
        onDrop.run();
        if (warned.compareAndSet(false, true)) {
            LOG.warnf(
                    "run %s: batch events are dropped and counted: the buffer of %d is full, or Kafka takes none",
                    run, BUFFER);
        }
    }

    private void sendAll() {
        try {
            boolean last;
            do {
                last = closing.await(PACE_MILLIS, TimeUnit.MILLISECONDS);
                for (Taken taken = buffer.poll(); taken != null; taken = buffer.poll()) {
                    Taken one = taken;
                    sink.accept(event(one), () -> drop(one.dropped()));
                }
            } while (!last);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private BatchEnded event(Taken taken) {
        BatchReport report = taken.report();
        return new BatchEnded(
                run,
                attempt,
                taken.time(),
                report.epoch(),
                report.batch(),
                report.step(),
                report.loss(),
                report.metrics(),
                report.learningRate(),
                taken.dropped());
    }

    /** Returns when the buffer is empty. */
    @Override
    public void close() {
        closing.countDown();
        try {
            sender.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
