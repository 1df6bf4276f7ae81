package io.epochal.callback.messaging;

import io.epochal.callback.delivery.Handling.Answer;
import io.epochal.callback.delivery.RecordPosition;
import io.epochal.kafka.DeadLetter;
import io.epochal.protocol.Topic;
import io.epochal.protocol.field.Printable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Publishes records that a channel could not handle to the dead letters, and counts them by channel. */
@ApplicationScoped
class DeadLetterPublisher {
    private static final Logger LOG = Logger.getLogger(DeadLetterPublisher.class);
    // No program waits for a dead letter, so the channel does not wait for it forever.
    private static final int TRIES = 3;

    private final RetryingSender sender;
    private final String topic;
    private final MeterRegistry meters;
    private final Counter letters;

    DeadLetterPublisher(
            ServiceProducers producers,
            @ConfigProperty(name = "epochal.topic-prefix") String topicPrefix,
            MeterRegistry meters) {
        this.sender = new RetryingSender(producers::forChannels);
        this.topic = Topic.DEAD_LETTERS.name(topicPrefix);
        this.meters = meters;
        this.letters = meters.counter("epochal.dead.letters");
    }

    /** A counter that begins with 1 has not increased, for Prometheus: the alert would miss the first failure. */
    void beginToCount(@Observes StartupEvent event) {
        ServiceChannels.SETTING_ASIDE.forEach(channel -> failed(channel.name()));
    }

    private Counter failed(String channel) {
        return meters.counter("epochal.records.failed", "channel", channel);
    }

    /**
     * The answer that publishes the record as a dead letter and logs it.
     *
     * @param thrown what was thrown when the record was handled
     */
    Answer of(String channel, ConsumerRecord<String, byte[]> record, String reason, Throwable thrown) {
        return () -> {
            RecordPosition place = RecordPositions.of(record);
            String why = Printable.of(reason, 1000);
            failed(channel).increment();
            if (sender.send(DeadLetter.forms(topic, record, reason, thrown.getCause()), TRIES)) {
                LOG.errorf("%s: %s is set aside in %s: %s", channel, place, topic, why);
                letters.increment();
            } else {
                LOG.errorf("%s: %s could not be handled, and not be set aside in %s: %s", channel, place, topic, why);
            }
        };
    }

    @PreDestroy
    void close() {
        sender.close();
    }
}
