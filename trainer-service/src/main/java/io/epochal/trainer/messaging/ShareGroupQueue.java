package io.epochal.trainer.messaging;

import io.epochal.protocol.Topic;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
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
    /** A trainer that ends waits for one such poll. */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private static final Duration LEAVING = Duration.ofSeconds(2);

    private final KafkaSettings settings;
    /** None while a run is trained whose lock is lost: it would fetch other runs, and keep them from those who are free. */
    private Optional<KafkaShareConsumer<String, byte[]>> consumer = Optional.empty();

    private @Nullable ConsumerRecord<String, byte[]> held;

    ShareGroupQueue(KafkaSettings settings) {
        this.settings = settings;
    }

    @Override
    public Optional<ConsumerRecord<String, byte[]>> take() {
        KafkaShareConsumer<String, byte[]> open = consumer.orElseGet(this::opened);
        consumer = Optional.of(open);
        Iterator<ConsumerRecord<String, byte[]>> records = open.poll(PATIENCE).iterator();
        held = records.hasNext() ? records.next() : null;
        return Optional.ofNullable(held);
    }

    private KafkaShareConsumer<String, byte[]> opened() {
        KafkaShareConsumer<String, byte[]> fresh = settings.sharedRunConsumer();
        fresh.subscribe(List.of(settings.topic(Topic.RUNS)));
        return fresh;
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
     * asked for again: whether another trainer has the run, its claim tells.
     */
    @Override
    public boolean hold() {
        if (acknowledged(AcknowledgeType.RENEW)) {
            consumer.ifPresent(open -> open.poll(Duration.ofMillis(100)).forEach(again -> heldAgain(open, again)));
        }
        return true;
    }

    private void heldAgain(KafkaShareConsumer<String, byte[]> open, ConsumerRecord<String, byte[]> again) {
        if (held != null && again.offset() == held.offset() && again.partition() == held.partition()) {
            held = again;
        } else {
            open.acknowledge(again, AcknowledgeType.RELEASE);
        }
    }

    @Override
    public void done() {
        var unused = acknowledged(AcknowledgeType.ACCEPT);
    }

    /**
     * As a new record: a release would count as a failed delivery, and a run may be given back any number of times. Without the lock
     * the broker hands it out again by itself.
     */
    @Override
    public void putBack(int returns) {
        ConsumerRecord<String, byte[]> record = Objects.requireNonNull(held, "no record is held");
        if (consumer.isEmpty()) {
            return;
        }
        if (sentAgain(record, returns)) {
            done();
        } else {
            release();
        }
    }

    private boolean sentAgain(ConsumerRecord<String, byte[]> record, int returns) {
        try (KafkaProducer<String, byte[]> producer = settings.eventProducer()) {
            ProducerRecord<String, byte[]> again =
                    new ProducerRecord<>(record.topic(), null, record.key(), record.value(), record.headers());
            QueuedRun.count(again.headers(), returns);
            var unused = producer.send(again).get();
            return true;
        } catch (ExecutionException e) {
            LOG.errorf("run %s could not be put back as a new record: %s", record.key(), e.getCause());
            return false;
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** The new record has it in a header. */
    @Override
    public int returns() {
        return 0;
    }

    /** The broker knows whose the record is, and refuses if it is another one's. */
    @Override
    public void release() {
        var unused = acknowledged(AcknowledgeType.RELEASE);
    }

    /** False when the lock is not ours any more: it has passed, or the broker that knew of it was away. */
    private boolean acknowledged(AcknowledgeType how) {
        ConsumerRecord<String, byte[]> record = Objects.requireNonNull(held, "no record is held");
        if (consumer.isEmpty()) {
            return false;
        }
        try {
            consumer.get().acknowledge(record, how);
            if (consumer.get().commitSync().values().stream().allMatch(Optional::isEmpty)) {
                return true;
            }
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            LOG.debugf(e, "run %s could not be acknowledged", record.key());
        }
        LOG.warnf("the lock on run %s is lost; the next trainer claims it", record.key());
        close();
        return false;
    }

    @Override
    public void close() {
        consumer.ifPresent(open -> open.close(LEAVING));
        consumer = Optional.empty();
    }
}
