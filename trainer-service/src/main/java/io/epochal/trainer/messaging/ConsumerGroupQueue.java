package io.epochal.trainer.messaging;

import io.epochal.protocol.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The queue on a classic consumer group, for brokers without share groups. A trainer that holds a record keeps its partition,
 * uncommitted and paused, and leaves all others to trainers that are free ({@link FreeTrainersFirstAssignor}).
 *
 * <p>So at most as many trainers train as the topic has partitions, and a run waits for the one before it in its partition.
 */
final class ConsumerGroupQueue implements RecordQueue, ConsumerRebalanceListener {
    private static final Logger LOG = Logger.getLogger(ConsumerGroupQueue.class);
    private static final Duration PACE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final HeldPartition announced = new HeldPartition();
    private final KafkaConsumer<String, byte[]> consumer;
    private @Nullable ConsumerRecord<String, byte[]> held;
    private Optional<Returned> returned = Optional.empty();

    private record Returned(TopicPartition partition, long offset, int count) {}

    ConsumerGroupQueue(KafkaSettings settings) {
        this.consumer = settings.ownedRunConsumer(announced);
        consumer.subscribe(List.of(settings.topic(Topic.RUNS)), this);
    }

    @Override
    public Optional<ConsumerRecord<String, byte[]>> take() {
        Iterator<ConsumerRecord<String, byte[]>> records =
                consumer.poll(PATIENCE).iterator();
        if (!records.hasNext()) {
            return Optional.empty();
        }
        ConsumerRecord<String, byte[]> record = records.next();
        held = record;
        announced.begin(record.partition());
        consumer.pause(consumer.assignment());
        consumer.enforceRebalance("a run is being trained");
        return Optional.of(record);
    }

    /** It hands out an offset that is not committed, however often. */
    @Override
    public boolean last(ConsumerRecord<String, byte[]> record) {
        return false;
    }

    /** Others who come or go wait until each member has polled. */
    @Override
    public Duration pace() {
        return PACE;
    }

    @Override
    public boolean hold() {
        pollWhilePaused();
        return held != null;
    }

    @Override
    public void done() {
        while (held != null && !committed(held)) {
            pollWhilePaused();
        }
        endHold();
    }

    /** Nothing is committed, so it is read again: by this trainer, or by the one that has the partition then. */
    @Override
    public void putBack(int returns) {
        if (held != null) {
            returned = returns == 0
                    ? Optional.empty()
                    : Optional.of(new Returned(partition(held), held.offset(), returns));
            consumer.seek(partition(held), held.offset());
        }
        endHold();
    }

    @Override
    public void release() {
        putBack(0);
    }

    /** Of the one that was put back last, which is the next one of its partition. */
    @Override
    public int returns() {
        return returned.filter(one -> held != null
                        && one.offset() == held.offset()
                        && one.partition().equals(partition(held)))
                .map(Returned::count)
                .orElse(0);
    }

    /** False when it is to be retried after the next poll. A partition that was lost is its new owner's to commit. */
    private boolean committed(ConsumerRecord<String, byte[]> record) {
        try {
            consumer.commitSync(Map.of(partition(record), new OffsetAndMetadata(record.offset() + 1)));
            return true;
        } catch (RetriableException | RebalanceInProgressException e) {
            return false;
        } catch (CommitFailedException e) {
            lost(List.of(partition(record)));
            return true;
        }
    }

    private void endHold() {
        held = null;
        announced.end();
        consumer.resume(consumer.assignment());
        consumer.enforceRebalance("a run is over");
    }

    /** Stays a member of the group. Whatever comes nevertheless is to be read again. */
    private void pollWhilePaused() {
        for (ConsumerRecord<String, byte[]> early : consumer.poll(PATIENCE)) {
            consumer.pause(List.of(partition(early)));
            consumer.seek(partition(early), early.offset());
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (held != null) {
            consumer.pause(partitions);
        } else if (consumer.assignment().isEmpty()) {
            LOG.warn(
                    "no partition of the queue is left for this trainer: as many trainers train as there are partitions");
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        lost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        lost(partitions);
    }

    private void lost(Collection<TopicPartition> partitions) {
        if (held != null && partitions.contains(partition(held))) {
            LOG.warnf("%s was given to another trainer, and with it run %s", partition(held), held.key());
            held = null;
            announced.end();
        }
    }

    private static TopicPartition partition(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
