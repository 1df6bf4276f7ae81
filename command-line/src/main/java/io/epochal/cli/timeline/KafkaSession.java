package io.epochal.cli.timeline;

import io.epochal.kafka.Records;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log of one run or of all runs, and publishes messages to it. Holds one fetch in memory at a time, however long the log is,
 * and decodes only records that match. For one thread.
 */
public final class KafkaSession implements Closeable {
    private static final String SOURCE = "/epochal";
    private static final Duration POLL = Duration.ofMillis(300);

    private final KafkaCluster kafka;
    private final @Nullable String run;
    private final KafkaConsumer<String, byte[]> consumer;
    private final RecordReader reader;
    private @Nullable RunRanges ranges;

    private KafkaSession(
            KafkaCluster kafka,
            @Nullable String run,
            List<TopicPartition> partitions,
            KafkaConsumer<String, byte[]> consumer) {
        this.kafka = kafka;
        this.run = run;
        this.reader = new RecordReader(run);
        this.consumer = consumer;
        consumer.assign(partitions);
    }

    /** Reads all runs on these topics. */
    public static KafkaSession allRuns(KafkaCluster kafka, Topic... topics) {
        KafkaConsumer<String, byte[]> consumer = consumer(kafka);
        return new KafkaSession(kafka, null, TopicPartitions.all(consumer, kafka.prefix(), topics), consumer);
    }

    /** Reads one run, in the partition of each topic that its records are sent to now. */
    public static KafkaSession oneRun(KafkaCluster kafka, String run, Topic... topics) {
        KafkaConsumer<String, byte[]> consumer = consumer(kafka);
        List<TopicPartition> all = TopicPartitions.all(consumer, kafka.prefix(), topics);
        return new KafkaSession(kafka, run, TopicPartitions.ofRun(run, all), consumer);
    }

    /** Reads one run in all partitions: a topic may have had fewer when the run started. */
    public static KafkaSession oneRunInAllPartitions(KafkaCluster kafka, String run, Topic... topics) {
        KafkaConsumer<String, byte[]> consumer = consumer(kafka);
        return new KafkaSession(kafka, run, TopicPartitions.all(consumer, kafka.prefix(), topics), consumer);
    }

    private static KafkaConsumer<String, byte[]> consumer(KafkaCluster kafka) {
        Map<String, Object> settings = kafka.with(Map.of(
                "enable.auto.commit", "false",
                "fetch.max.wait.ms", "100",
                "fetch.max.bytes", "4194304",
                "max.partition.fetch.bytes", "262144",
                "max.poll.records", "50",
                "allow.auto.create.topics", "false"));
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads messages of these types only. */
    public KafkaSession onlyTypes(Set<Class<? extends Message>> types) {
        reader.onlyTypes(types);
        return this;
    }

    /**
     * Passes on when something was published of a run on this topic, also what is not decoded.
     *
     * @param listener receives the run's id and the broker's time
     */
    public KafkaSession hearing(Topic topic, BiConsumer<String, Instant> listener) {
        String name = topic.name(kafka.prefix());
        reader.hearing((run, record) -> {
            if (record.topic().equals(name)) {
                listener.accept(run, Instant.ofEpochMilli(record.timestamp()));
            }
        });
        return this;
    }

    /** Reads only what is published from now on. */
    public KafkaSession fromEnd() {
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
        return this;
    }

    /** Reads everything that the topics hold of the run, or of all. */
    public KafkaSession fromBeginning() {
        return fromBeginning(consumer.assignment());
    }

    /** Reads all runs from these offsets on; a partition that has none here, or not in its log, from its beginning. */
    KafkaSession from(Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, Long> first = consumer.beginningOffsets(consumer.assignment());
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        first.forEach((partition, beginning) -> {
            long offset = offsets.getOrDefault(partition, beginning);
            boolean there = offset >= beginning && offset <= ends.getOrDefault(partition, 0L);
            consumer.seek(partition, there ? offset : beginning);
        });
        return this;
    }

    private KafkaSession fromBeginning(Collection<TopicPartition> partitions) {
        if (run == null) {
            consumer.seekToBeginning(partitions);
        } else {
            ranges = new RunRanges(kafka, run);
            ranges.seekToBeginning(consumer, partitions);
        }
        return this;
    }

    /** Reads one topic from its beginning, and leaves the others where they are. */
    public KafkaSession fromBeginningOf(Topic topic) {
        return fromBeginning(consumer.assignment().stream()
                .filter(one -> one.topic().equals(topic.name(kafka.prefix())))
                .toList());
    }

    /** A message and where it is in the log. */
    public record Received(Message message, TopicPartition partition, long offset) {}

    /** The messages that arrive within the limit. Each is decoded when the iterator reaches it. */
    public Iterable<Received> poll(Duration limit) {
        ConsumerRecords<String, byte[]> polled = consumer.poll(limit);
        if (ranges != null) {
            ranges.skip(consumer);
        }
        Stream<Received> received = StreamSupport.stream(polled.spliterator(), false)
                .map(reader::read)
                .flatMap(Optional::stream);
        return received::iterator;
    }

    /** Passes on every message up to what was the end of the log when this was called. */
    public void readToEnd(Consumer<Message> each) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        do {
            poll(POLL).forEach(received -> each.accept(received.message()));
        } while (!isPast(ends));
    }

    /** Whether everything was read that is in the log now. */
    public boolean caughtUp() {
        return isPast(consumer.endOffsets(consumer.assignment()));
    }

    private boolean isPast(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** How many records were decoded so far. */
    public long decoded() {
        return reader.decoded();
    }

    /** Publishes a message; returns when all in-sync replicas have it. {@link IOException} when Kafka rejects it. */
    public void publish(Topic topic, Message message) throws IOException {
        Map<String, Object> settings = kafka.with(Map.of("acks", "all"));
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(Records.of(topic.name(kafka.prefix()), message, SOURCE))
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("Kafka did not accept the message: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while sending");
        }
    }

    /** Whether a consumer group has committed an offset behind this message within the limit. */
    public boolean awaitGroup(String group, Received message, Duration limit) throws IOException {
        try (GroupOffsets offsets = new GroupOffsets(kafka, group)) {
            long deadline = System.nanoTime() + limit.toNanos();
            while (System.nanoTime() < deadline) {
                if (offsets.committed(message.partition()) > message.offset()) {
                    return true;
                }
                consumer.poll(Duration.ofMillis(100));
            }
            return false;
        }
    }

    @Override
    public void close() {
        reader.summarize();
        consumer.close();
    }
}
