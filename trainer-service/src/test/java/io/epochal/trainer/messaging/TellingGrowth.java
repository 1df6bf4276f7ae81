package io.epochal.trainer.messaging;

import io.epochal.protocol.Metrics;
import io.epochal.trainer.run.port.Supervisor.BatchReport;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What the training's thread spends on telling a batch, in runs of more and more batches; {@code benchmarks/bench_parts.py} starts it.
 * The sender beside it discards what it takes, so that a run of ten million batches takes no longer than it has to.
 */
final class TellingGrowth {
    /** Less than the buffer holds. */
    private static final int AT_ONCE = 50_000;

    private static final Metrics METRICS = Metrics.of(Map.of("loss", 0.5, "accuracy", 0.25));
    private final AtomicLong taken = new AtomicLong();
    private long told;

    private TellingGrowth() {}

    /** @param arguments how many batches each run has */
    public static void main(String[] arguments) {
        new TellingGrowth().nanos(AT_ONCE);
        for (String batches : arguments) {
            System.out.printf("%s: %.1f nanoseconds%n", batches, new TellingGrowth().nanos(Long.parseLong(batches)));
        }
    }

    private double nanos(long batches) {
        long spent = 0;
        try (BatchPublisher publisher =
                new BatchPublisher("run", 1, Clock.systemUTC(), (batch, onLoss) -> taken.incrementAndGet(), () -> {
                    throw new IllegalStateException("a batch was dropped");
                })) {
            while (told < batches) {
                long began = System.nanoTime();
                tell(publisher, Math.min(batches, told + AT_ONCE));
                spent += System.nanoTime() - began;
                while (taken.get() < told) {
                    LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                }
            }
        }
        return (double) spent / batches;
    }

    private void tell(BatchPublisher publisher, long until) {
        for (; told < until; told++) {
            publisher.publish(new BatchReport(0, (int) told, told, 0.5, METRICS, 0.001));
        }
    }
}
