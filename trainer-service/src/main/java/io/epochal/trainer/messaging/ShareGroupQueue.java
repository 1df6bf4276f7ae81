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
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The queue on a Kafka share group: the broker locks a record for its trainer, and counts how often it has handed it out. */
final class ShareGroupQueue implements RecordQueue {
    private static final Logger LOG = Logger.getLogger(ShareGroupQueue.class);
    private static final Duration RENEWAL = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final KafkaSettings settings;
    private final KafkaShareConsumer<String, byte[]> consumer;
    private @Nullable ConsumerRecord<String, byte[]> held;
    private boolean locked;

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
        locked = true;
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
     * A renewal hands the same record out again by the next poll; that one is acknowledged from then on. A lock that was lost is not
     * asked for again, because a poll would bring another run: whether another trainer has this one, its claim tells.
     */
    @Override
    public boolean hold() {
        if (locked && acknowledged(AcknowledgeType.RENEW)) {
            for (ConsumerRecord<String, byte[]> again : consumer.poll(Duration.ofMillis(100))) {
                held = again;
            }
        }
        return true;
    }

    @Override
    public void done() {
        if (locked) {
            var unused = acknowledged(AcknowledgeType.ACCEPT);
        }
    }

    /**
     * As a new record: a release would count as a failed delivery, and a run may be given back any number of times. Without the lock
     * the broker hands it out again by itself.
     */
    @Override
    public void putBack() {
        if (!locked) {
            return;
        }
        ConsumerRecord<String, byte[]> record = Objects.requireNonNull(held, "no record is held");
        try (KafkaProducer<String, byte[]> producer = settings.eventProducer()) {
            var unused = producer.send(
                    new ProducerRecord<>(record.topic(), null, record.key(), record.value(), record.headers()));
        }
        done();
    }

    /** False when the lock is not ours any more: it has passed, or the broker that knew of it was away. */
    private boolean acknowledged(AcknowledgeType how) {
        ConsumerRecord<String, byte[]> record = Objects.requireNonNull(held, "no record is held");
        try {
            consumer.acknowledge(record, how);
            locked = consumer.commitSync().values().stream().allMatch(Optional::isEmpty);
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            LOG.debugf(e, "run %s could not be acknowledged", record.key());
            locked = false;
        }
        if (!locked) {
            LOG.warnf("the lock on run %s is lost; whoever gets the run claims it", record.key());
        }
        return locked;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
