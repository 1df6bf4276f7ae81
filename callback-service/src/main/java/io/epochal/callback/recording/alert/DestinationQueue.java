package io.epochal.callback.recording.alert;

import io.epochal.callback.recording.folder.UnrecordableException;
import io.epochal.callback.recording.http.BoundedHttpExchange;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The alerts that wait for one destination, on a thread of its own: no destination delays another. One that fails goes to the end of
 * the queue, so that a single alert that is never taken does not hold up the others.
 */
final class DestinationQueue implements AutoCloseable {
    static final int MOST_WAITING = 1000;

    private final AlertDestination destination;
    private final BoundedHttpExchange exchange;
    private final RetryPolicy policy;
    private final DeliveryReports reports;
    private final Clock clock;
    private final Deque<QueuedAlert> waiting = new ArrayDeque<>();
    private final ScheduledThreadPoolExecutor thread;
    private boolean busy;
    private int failures;

    DestinationQueue(
            AlertDestination destination,
            BoundedHttpExchange exchange,
            RetryPolicy policy,
            DeliveryReports reports,
            Clock clock) {
        this.destination = destination;
        this.exchange = exchange;
        this.policy = policy;
        this.reports = reports;
        this.clock = clock;
        this.thread = AlertThreads.one("alerts-" + destination.name());
    }

    /** Does not wait for it. */
    void add(QueuedAlert alert) {
        synchronized (this) {
            if (waiting.size() < MOST_WAITING) {
                waiting.add(alert);
                startSoon(Duration.ZERO);
                return;
            }
        }
        reports.failed(alert.alert(), destination.name(), "more than " + MOST_WAITING + " alerts are waiting");
    }

    synchronized int size() {
        return waiting.size();
    }

    /** Forgets what waits. */
    synchronized void clear() {
        waiting.clear();
    }

    private synchronized void startSoon(Duration pause) {
        if (busy || waiting.isEmpty()) {
            return;
        }
        try {
            var unused = thread.schedule(this::sendFirst, pause.toMillis(), TimeUnit.MILLISECONDS);
            busy = true;
        } catch (RejectedExecutionException e) {
            // The service is stopping; the next process finds what waits among what was told.
            waiting.clear();
        }
    }

    private void sendFirst() {
        QueuedAlert alert = first();
        Duration pause = alert == null ? Duration.ZERO : handle(alert, send(alert));
        synchronized (this) {
            busy = false;
            startSoon(pause);
        }
    }

    private synchronized @Nullable QueuedAlert first() {
        return waiting.peek();
    }

    /** Returns the pause before the next one. */
    private Duration handle(QueuedAlert alert, SendOutcome outcome) {
        if (outcome instanceof SendOutcome.Later later) {
            failures++;
            boolean old = Duration.between(alert.queued(), clock.instant()).compareTo(policy.giveUp()) > 0;
            if (!old || alert.tries() + 1 < RetryPolicy.LEAST_TRIES) {
                replace(alert, alert.again());
            } else if (replace(alert, null)) {
                reports.failed(
                        alert.alert(),
                        destination.name(),
                        later.why() + ", in each of " + (alert.tries() + 1) + " tries");
            }
            Duration pause = policy.pause(failures);
            return later.least().compareTo(pause) > 0 ? later.least() : pause;
        }
        failures = 0;
        if (!replace(alert, null)) {
            return Duration.ZERO;
        }
        if (outcome instanceof SendOutcome.Refused refused) {
            reports.failed(alert.alert(), destination.name(), refused.why());
        } else {
            reports.delivered(alert.alert(), destination.name());
        }
        return Duration.ZERO;
    }

    /** False where the queue was cleared meanwhile: another process has the alert. */
    private synchronized boolean replace(QueuedAlert alert, @Nullable QueuedAlert next) {
        if (waiting.peek() != alert) {
            return false;
        }
        waiting.remove();
        if (next != null) {
            waiting.add(next);
        }
        return true;
    }

    private SendOutcome send(QueuedAlert alert) {
        try {
            byte[] request = destination.request(alert.alert(), clock.instant().getEpochSecond());
            return SendOutcome.of(exchange.send(destination.target(), request, policy.timeout()), clock);
        } catch (UnrecordableException e) {
            return new SendOutcome.Refused(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new SendOutcome.Later(e.toString(), Duration.ZERO);
        } catch (RuntimeException | StackOverflowError e) {
            return new SendOutcome.Refused(e.toString());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
