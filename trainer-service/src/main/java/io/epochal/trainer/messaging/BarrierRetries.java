package io.epochal.trainer.messaging;

import io.epochal.protocol.TrainingEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * When a barrier without a verdict is published again: the verdict may have been lost with its topic. It is the same event, by
 * number and content, so readers that have it skip it, and deciders send the same verdict again.
 */
final class BarrierRetries {
    private static final Logger LOG = Logger.getLogger(BarrierRetries.class);
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Duration first;
    private final Duration longest;
    private final AtomicLong underWay = new AtomicLong();
    private @Nullable TrainingEvent asked;
    private long askedAt;
    private Duration pause;

    BarrierRetries() {
        this(FIRST, LONGEST);
    }

    /** @param first pause, and then twice the last one, but no more than the longest */
    BarrierRetries(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.pause = first;
    }

    /** This is on its way to the log. */
    synchronized void reported(TrainingEvent event) {
        underWay.incrementAndGet();
        if (event instanceof TrainingEvent.Barrier) {
            asked = event;
            askedAt = System.nanoTime();
            pause = first;
        }
    }

    /** One of those is in the log, or never will be. */
    void arrived() {
        underWay.decrementAndGet();
    }

    /** The barrier to publish again now; none as long as the broker has not even taken all events so far. */
    synchronized Optional<TrainingEvent> due(long sequence) {
        TrainingEvent event = asked;
        long now = System.nanoTime();
        if (event == null || event.sequence() != sequence || underWay.get() > 0 || now - askedAt < pause.toNanos()) {
            return Optional.empty();
        }
        LOG.warnf("no verdict on event %d; it is asked for again", sequence);
        askedAt = now;
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(longest) < 0 ? twice : longest;
        underWay.incrementAndGet();
        return Optional.of(event);
    }
}
