package io.epochal.trainer.messaging;

import io.epochal.kafka.Records;
import io.epochal.protocol.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.record.TimestampType;

/**
 * Requests and verdicts as a broker may hand them out at its worst: of one of the two topics at a time, whichever, a few records each; and
 * a position that it is asked for again now and then, as behind a change of leaders. A consumer that is woken fails where Kafka's does.
 */
final class RacyControlLog {
    static final ControlTopics TOPICS = new ControlTopics("control", "verdicts", false);
    private static final String RESET = "earliest";

    private final Map<String, List<ConsumerRecord<String, byte[]>>> topics =
            Map.of(TOPICS.requests(), new ArrayList<>(), TOPICS.verdicts(), new ArrayList<>());

    /** When this returns, the record is durable. */
    synchronized void append(String topic, Message message) {
        ProducerRecord<String, byte[]> sent = Records.of(topic, message, "/test");
        List<ConsumerRecord<String, byte[]>> log = records(topic);
        log.add(new ConsumerRecord<>(
                topic,
                0,
                log.size(),
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                sent.key(),
                sent.value(),
                sent.headers(),
                Optional.empty()));
        notifyAll();
    }

    private List<ConsumerRecord<String, byte[]>> records(String topic) {
        return topics.getOrDefault(topic, List.of());
    }

    /** A consumer of both topics, for one thread. */
    MockConsumer<String, byte[]> consumer(long seed) {
        return new Reader(new Random(seed));
    }

    private final class Reader extends MockConsumer<String, byte[]> {
        private final Random random;
        private final Map<TopicPartition, Integer> positions = new HashMap<>();
        private boolean woken;

        Reader(Random random) {
            super(RESET);
            this.random = random;
        }

        @Override
        public synchronized List<PartitionInfo> partitionsFor(String topic) {
            return List.of(new PartitionInfo(topic, 0, null, null, null));
        }

        @Override
        public synchronized void assign(Collection<TopicPartition> partitions) {
            partitions.forEach(one -> positions.put(one, 0));
        }

        @Override
        public synchronized void seek(TopicPartition partition, long offset) {
            positions.put(partition, (int) offset);
        }

        @Override
        public synchronized void seekToEnd(Collection<TopicPartition> partitions) {
            endOffsets(partitions).forEach((one, end) -> positions.put(one, end.intValue()));
        }

        @Override
        public synchronized Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
            return partitions.stream().collect(Collectors.toMap(one -> one, one -> 0L));
        }

        @Override
        public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
            synchronized (RacyControlLog.this) {
                return partitions.stream().collect(Collectors.toMap(one -> one, one ->
                        (long) records(one.topic()).size()));
            }
        }

        @Override
        public long position(TopicPartition partition) {
            synchronized (RacyControlLog.this) {
                if (random.nextInt(4) == 0) {
                    failIfWoken();
                }
                return positions.getOrDefault(partition, 0);
            }
        }

        @Override
        public void wakeup() {
            synchronized (RacyControlLog.this) {
                woken = true;
                RacyControlLog.this.notifyAll();
            }
        }

        private void failIfWoken() {
            if (woken) {
                woken = false;
                throw new WakeupException();
            }
        }

        @Override
        public ConsumerRecords<String, byte[]> poll(Duration limit) {
            long deadline = System.nanoTime() + limit.toNanos();
            synchronized (RacyControlLog.this) {
                List<TopicPartition> readable = readable();
                failIfWoken();
                for (long left = limit.toNanos(); readable.isEmpty() && left > 0; left = deadline - System.nanoTime()) {
                    await(left);
                    failIfWoken();
                    readable = readable();
                }
                return readable.isEmpty()
                        ? ConsumerRecords.empty()
                        : some(readable.get(random.nextInt(readable.size())));
            }
        }

        private void await(long nanos) {
            try {
                RacyControlLog.this.wait(Math.max(1, nanos / 1_000_000));
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts the reader", e);
            }
        }

        private List<TopicPartition> readable() {
            return positions.keySet().stream()
                    .filter(one -> positions.getOrDefault(one, 0)
                            < records(one.topic()).size())
                    .toList();
        }

        private ConsumerRecords<String, byte[]> some(TopicPartition partition) {
            List<ConsumerRecord<String, byte[]>> all = records(partition.topic());
            int from = positions.getOrDefault(partition, 0);
            int to = Math.min(all.size(), from + 1 + random.nextInt(3));
            positions.put(partition, to);
            return new ConsumerRecords<>(Map.of(partition, List.copyOf(all.subList(from, to))), Map.of());
        }
    }
}
