package io.epochal.trainer.messaging;

import io.epochal.protocol.TrainingEvent;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Publishes events in the order in which they are reported, from a thread of its own: the training does not wait for a broker that
 * is unavailable, and no event is discarded. A run is no more than one epoch ahead of its verdicts; of what can be many within an
 * epoch, the batches that are recorded, none is taken while so much waits already ({@link #isFull}).
 */
final class EventPublisher implements AutoCloseable {
    private static final Runnable END = () -> {};
    private static final int MANY = 10_000;

    private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    private final Consumer<TrainingEvent> sink;
    private final Thread sender = new Thread(this::sendAll, "event-publisher");
    private volatile boolean done;

    /** @param sink encodes and sends; may block */
    EventPublisher(Consumer<TrainingEvent> sink) {
        this.sink = sink;
        sender.setDaemon(true);
        sender.start();
    }

    void publish(TrainingEvent event) {
        waiting.add(() -> sink.accept(event));
    }

    /** Whether the broker has been away for so long that what can be left out is to be. */
    boolean isFull() {
        return waiting.size() >= MANY;
    }

    /** Waits until all events so far have been handed on. */
    void awaitHandedOn() throws InterruptedException {
        CountDownLatch handedOn = new CountDownLatch(1);
        waiting.add(handedOn::countDown);
        handedOn.await();
    }

    private void sendAll() {
        try {
            for (Runnable next = waiting.take(); next != END; next = waiting.take()) {
                next.run();
            }
            done = true;
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it is closed, and all events have been handed on. */
    boolean isDone() {
        return done;
    }

    /** Returns when all events have been handed on, or at once when interrupted: then the trainer is leaving. */
    @Override
    public void close() {
        waiting.add(END);
        try {
            sender.join();
        } catch (InterruptedException e) {
            sender.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
