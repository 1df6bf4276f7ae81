package io.epochal.trainer.messaging;

import io.epochal.protocol.TrainingEvent;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Publishes events in the order in which they are said, from a thread of its own: whoever says one does not wait for a broker that
 * is away, and none is given up. The queue needs no bound, because a run goes no more than one epoch ahead of its verdicts.
 */
final class EventPublisher implements AutoCloseable {
    private final BlockingQueue<Optional<TrainingEvent>> waiting = new LinkedBlockingQueue<>();
    private final Thread sender;

    /** @param sink encodes and sends; may block */
    EventPublisher(Consumer<TrainingEvent> sink) {
        this.sender = new Thread(() -> sendAll(sink), "event-publisher");
        sender.setDaemon(true);
        sender.start();
    }

    void publish(TrainingEvent event) {
        waiting.add(Optional.of(event));
    }

    private void sendAll(Consumer<TrainingEvent> sink) {
        try {
            for (Optional<TrainingEvent> next = waiting.take(); next.isPresent(); next = waiting.take()) {
                sink.accept(next.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when all events have been handed on, or at once when interrupted: then the trainer is leaving. */
    @Override
    public void close() {
        waiting.add(Optional.empty());
        try {
            sender.join();
        } catch (InterruptedException e) {
            sender.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
