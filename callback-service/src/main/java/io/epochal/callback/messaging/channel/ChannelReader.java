package io.epochal.callback.messaging.channel;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic as a member of a consumer group, on a thread of its own, and hands its records to a channel. Offsets are committed
 * for what the channel has settled: each record is handled at least once. Without Kafka it waits, and connects again.
 */
public final class ChannelReader implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ChannelReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** Records that are handled slowly are left for the next poll, so that the group can balance its partitions. */
    private static final long MOST_BETWEEN_POLLS_NANOS = Duration.ofSeconds(1).toNanos();

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final ChannelSettings settings;
    private final String topic;
    private final Supplier<Consumer<String, byte[]>> connect;
    private final RecordChannel channel;
    private final HandledOffsets offsets = new HandledOffsets();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Consumer<String, byte[]> consumer;
    private volatile boolean joined;
    private long committed;

    /**
     * @param connect opens a consumer of the group, which commits nothing by itself
     * @param fatal ends the process after an error that the channel cannot bear
     */
    public ChannelReader(
            ChannelSettings settings,
            String topic,
            Supplier<Consumer<String, byte[]>> connect,
            RecordChannel channel,
            java.util.function.Consumer<Throwable> fatal) {
        this.settings = settings;
        this.topic = topic;
        this.connect = connect;
        this.channel = channel;
        this.thread = new Thread(
                () -> {
                    try {
                        run();
                    } catch (Error e) {
                        fatal.accept(e);
                    }
                },
                settings.name());
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Whether the group has said which partitions are this process' own; they may be none. */
    public boolean joined() {
        return joined;
    }

    private void run() {
        String logged = "";
        while (closed.getCount() > 0) {
            try (Consumer<String, byte[]> member = connect.get()) {
                consumer = member;
                member.subscribe(List.of(topic), new Rebalance(member));
                while (closed.getCount() > 0) {
                    next(member);
                    logged = "";
                }
            } catch (WakeupException | InterruptException | InterruptedException e) {
                // Closed, or about to be.
            } catch (RuntimeException e) {
                logged = log(e, logged);
            } finally {
                joined = false;
                consumer = null;
            }
            pause();
        }
    }

    private void next(Consumer<String, byte[]> member) throws InterruptedException {
        ConsumerRecords<String, byte[]> records = member.poll(POLL);
        if (!records.isEmpty()) {
            handle(member, records);
            channel.settle();
            offsets.settle();
        }
        long now = System.nanoTime();
        if (now - committed > settings.commit().toNanos()) {
            committed = now;
            offsets.commit(member);
        }
    }

    private void handle(Consumer<String, byte[]> member, ConsumerRecords<String, byte[]> records)
            throws InterruptedException {
        long began = System.nanoTime();
        for (TopicPartition partition : records.partitions()) {
            for (ConsumerRecord<String, byte[]> record : records.records(partition)) {
                if (closed.getCount() == 0 || System.nanoTime() - began > MOST_BETWEEN_POLLS_NANOS) {
                    member.seek(partition, record.offset());
                    break;
                }
                channel.handle(record);
                offsets.add(partition, record);
            }
        }
    }

    private String log(RuntimeException e, String logged) {
        String reason = String.valueOf(e.getMessage());
        if (e instanceof KafkaException && !reason.equals(logged)) {
            LOG.warnf("%s: %s cannot be read, and is tried again: %s", settings.name(), topic, reason);
        } else if (!(e instanceof KafkaException)) {
            LOG.errorf(e, "%s: reading %s has failed, and begins again", settings.name(), topic);
        }
        return reason;
    }

    private void pause() {
        try {
            var unused = closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed.countDown();
        }
    }

    /** Reads nothing more; returns at once. */
    public void stop() {
        closed.countDown();
        Consumer<String, byte[]> member = consumer;
        if (member != null) {
            member.wakeup();
        }
    }

    /** Returns after the record that is being handled, or interrupts that after a few seconds. */
    @Override
    public void close() {
        stop();
        try {
            thread.join(GRACE.toMillis());
            thread.interrupt();
            thread.join(GRACE.toMillis());
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        private final Consumer<String, byte[]> member;

        Rebalance(Consumer<String, byte[]> member) {
            this.member = member;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            channel.assigned(member, partitions);
            joined = true;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            offsets.leave(member, partitions);
            channel.revoked();
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            offsets.forget(partitions);
            channel.revoked();
        }
    }
}
