package io.epochal.callback.recording.alert;

import io.epochal.callback.recording.http.BoundedHttpExchange;
import io.epochal.callback.recording.http.PrivateDestinations;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Sends alerts to destinations, each at its own pace. */
final class AlertDelivery implements AutoCloseable {
    private final ScheduledThreadPoolExecutor limits = AlertThreads.one("alerts-clock");
    private final Map<String, DestinationQueue> queues = new TreeMap<>();

    AlertDelivery(
            Map<String, AlertDestination> destinations,
            PrivateDestinations allowed,
            RetryPolicy policy,
            DeliveryReports reports,
            Clock clock) {
        limits.setRemoveOnCancelPolicy(true);
        BoundedHttpExchange exchange = new BoundedHttpExchange(limits, allowed);
        destinations.forEach((name, destination) ->
                queues.put(name, new DestinationQueue(destination, exchange, policy, reports, clock)));
    }

    /** Whether there is such a destination; then the alert is sent, and this does not wait for it. */
    boolean send(String destination, QueuedAlert alert) {
        DestinationQueue queue = queues.get(destination);
        if (queue != null) {
            queue.add(alert);
        }
        return queue != null;
    }

    /** How many alerts a destination has not taken yet. */
    int waiting(String destination) {
        DestinationQueue queue = queues.get(destination);
        return queue == null ? 0 : queue.size();
    }

    /** Forgets what waits. */
    void clear() {
        queues.values().forEach(DestinationQueue::clear);
    }

    @Override
    public void close() {
        queues.values().forEach(DestinationQueue::close);
        limits.shutdownNow();
    }
}
