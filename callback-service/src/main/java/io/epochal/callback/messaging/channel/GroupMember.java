package io.epochal.callback.messaging.channel;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** One connection of a channel to its group: hands on what it reads, and commits what is settled. Used by the channel's thread. */
final class GroupMember implements ConsumerRebalanceListener {
    private static final Duration POLL = Duration.ofMillis(200);
    /** Records that are handled slowly are left for the next poll, so that the group can balance its partitions. */
    private static final long MOST_BETWEEN_POLLS_NANOS = Duration.ofSeconds(1).toNanos();

    private final Consumer<String, byte[]> consumer;
    private final ChannelSettings settings;
    private final RecordChannel channel;
    private final BooleanSupplier closing;
    private final HandledOffsets offsets = new HandledOffsets();
    private volatile boolean joined;
    private boolean settled = true;
    private long committed;

    /** @param closing asked before each record: whether the rest is the next process' */
    GroupMember(
            Consumer<String, byte[]> consumer,
            ChannelSettings settings,
            RecordChannel channel,
            BooleanSupplier closing) {
        this.consumer = consumer;
        this.settings = settings;
        this.channel = channel;
        this.closing = closing;
    }

    void subscribe(List<String> topics) {
        consumer.subscribe(topics, this);
    }

    /** Whether the group has said which partitions are this process' own; they may be none. */
    boolean joined() {
        return joined;
    }

    /** Reads once. */
    void next() throws InterruptedException {
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        if (!records.isEmpty() || !settled) {
            handle(records);
            settled = channel.settle();
            if (settled) {
                offsets.settle();
            }
        }
        channel.tick();
        long now = System.nanoTime();
        if (now - committed > settings.commit().toNanos()) {
            committed = now;
            offsets.commit(consumer);
        }
    }

    private void handle(ConsumerRecords<String, byte[]> records) throws InterruptedException {
        long began = System.nanoTime();
        for (TopicPartition partition : records.partitions()) {
            for (ConsumerRecord<String, byte[]> record : records.records(partition)) {
                if (closing.getAsBoolean() || System.nanoTime() - began > MOST_BETWEEN_POLLS_NANOS) {
                    consumer.seek(partition, record.offset());
                    break;
                }
                channel.handle(record);
                offsets.add(partition, record);
            }
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        channel.assigned(consumer, partitions);
        joined = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        offsets.leave(consumer, partitions);
        channel.revoked();
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        offsets.forget(partitions);
        channel.lost();
    }
}
