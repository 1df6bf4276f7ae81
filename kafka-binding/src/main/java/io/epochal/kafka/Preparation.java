package io.epochal.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Meets a service's requirements in the background: retries however long the broker is unavailable, or until an operator has
 * made what is missing. Says what is missing when that changes.
 */
public final class Preparation implements AutoCloseable {
    /** A broker that is starting beside this service is there soon; one that is away may be so for long. */
    private static final long FIRST_PAUSE_MILLIS = 50;

    private static final long LONGEST_PAUSE_MILLIS = 2000;

    private final List<Requirement> needs;
    private final Consumer<String> log;
    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable String missing = "what this service needs has not been looked for yet";

    /** @param log is told what is missing */
    public Preparation(List<Requirement> needs, Consumer<String> log) {
        this.needs = List.copyOf(needs);
        this.log = log;
    }

    /** To be called once. */
    public void begin() {
        Thread thread = new Thread(this::work, "preparation");
        thread.setDaemon(true);
        thread.start();
    }

    /** What is missing; empty once everything is there. */
    public Optional<String> missing() {
        return Optional.ofNullable(missing);
    }

    /** Waits until everything is there; false when this was closed before. */
    public boolean await() throws InterruptedException {
        over.await();
        return missing == null;
    }

    /** As {@link #await()}, but no longer than this. */
    public boolean await(Duration limit) throws InterruptedException {
        return over.await(limit.toMillis(), TimeUnit.MILLISECONDS) && missing == null;
    }

    private void work() {
        try {
            long pause = FIRST_PAUSE_MILLIS;
            while (!tried() && !closed.await(pause, TimeUnit.MILLISECONDS)) {
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean tried() {
        try {
            for (Requirement need : needs) {
                need.ensure();
            }
            missing = null;
            over.countDown();
            return true;
        } catch (IOException | RuntimeException e) {
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(missing)) {
                log.accept(reason);
            }
            missing = reason;
            return false;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        over.countDown();
    }
}
