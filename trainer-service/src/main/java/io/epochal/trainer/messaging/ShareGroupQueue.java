package io.epochal.trainer.messaging;

import io.epochal.protocol.Topic;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The queue on a Kafka share group: the broker locks a record for its trainer, and counts how often it has handed it out. */
final class ShareGroupQueue implements RecordQueue {
    private static final Duration RENEWAL = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final KafkaSettings settings;
    private final KafkaShareConsumer<String, byte[]> consumer;
    private @Nullable ConsumerRecord<String, byte[]> held;

    ShareGroupQueue(KafkaSettings settings) {
        this.settings = settings;
        this.consumer = settings.sharedRunConsumer();
        consumer.subscribe(List.of(settings.topic(Topic.RUNS)));
    }

    @Override
    public Optional<ConsumerRecord<String, byte[]>> take() {
        Iterator<ConsumerRecord<String, byte[]>> records =
                consumer.poll(PATIENCE).iterator();
        held = records.hasNext() ? records.next() : null;
        return Optional.ofNullable(held);
    }

    @Override
    public boolean last(ConsumerRecord<String, byte[]> record) {
        return record.deliveryCount().orElse((short) 1) >= settings.deliveryLimit();
    }

    @Override
    public Duration pace() {
        return RENEWAL;
    }

    /**
     * A renewal hands the same record out again by the next poll; that one is acknowledged from then on. A lock that has passed is
     * not seen here: the trainer's claim tells.
     */
    @Override
    public boolean hold() {
        acknowledge(AcknowledgeType.RENEW);
        for (ConsumerRecord<String, byte[]> again : consumer.poll(Duration.ofMillis(100))) {
            held = again;
        }
        return true;
    }

    @Override
    public void done() {
        acknowledge(AcknowledgeType.ACCEPT);
    }

    /** As a new record: a release would count as a failed delivery, and a run may be given back any number of times. */
    @Override
    public void putBack() {
        ConsumerRecord<String, byte[]> record = Objects.requireNonNull(held, "no record is held");
        try (KafkaProducer<String, byte[]> producer = settings.eventProducer()) {
            var unused = producer.send(
                    new ProducerRecord<>(record.topic(), null, record.key(), record.value(), record.headers()));
        }
        done();
    }

    private void acknowledge(AcknowledgeType how) {
        consumer.acknowledge(Objects.requireNonNull(held, "no record is held"), how);
        var unused = consumer.commitSync();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
