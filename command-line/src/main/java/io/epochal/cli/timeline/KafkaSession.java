package io.epochal.cli.timeline;

import io.epochal.kafka.Records;
import io.epochal.protocol.Message;
import io.epochal.protocol.Printable;
import io.epochal.protocol.Topic;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Wire;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The command's line to a stack's Kafka. However long the log is, no more of it is held at a time than a fetch; a record that nobody
 * wants is not even decoded.
 */
public final class KafkaSession implements Closeable {
    private static final String SOURCE = "/epochal";
    private static final int COMPLAINTS = 3;

    private final KafkaCluster kafka;
    private final KafkaConsumer<String, byte[]> consumer;
    private final @Nullable String run;
    private Set<String> wanted = Set.of();
    private int passedOver;
    private long decoded;

    private KafkaSession(
            KafkaCluster kafka,
            @Nullable String run,
            List<TopicPartition> partitions,
            KafkaConsumer<String, byte[]> consumer) {
        this.kafka = kafka;
        this.run = run;
        this.consumer = consumer;
        consumer.assign(partitions);
    }

    /** To what is said of any run on these topics. */
    static KafkaSession ofAll(KafkaCluster kafka, Topic... topics) {
        KafkaConsumer<String, byte[]> consumer = consumer(kafka);
        return new KafkaSession(kafka, null, partitions(kafka, consumer, topics).toList(), consumer);
    }

    /** To what is said of one run, whose records are in one partition of each topic: that of its id. */
    static KafkaSession of(KafkaCluster kafka, String run, Topic... topics) {
        KafkaConsumer<String, byte[]> consumer = consumer(kafka);
        List<TopicPartition> all = partitions(kafka, consumer, topics).toList();
        List<TopicPartition> own =
                all.stream().filter(one -> isOf(run, one, all)).toList();
        return new KafkaSession(kafka, run, own, consumer);
    }

    /** The same in all partitions, in case that there were fewer when the run began. */
    public static KafkaSession anywhere(KafkaCluster kafka, String run, Topic... topics) {
        KafkaConsumer<String, byte[]> consumer = consumer(kafka);
        return new KafkaSession(kafka, run, partitions(kafka, consumer, topics).toList(), consumer);
    }

    private static KafkaConsumer<String, byte[]> consumer(KafkaCluster kafka) {
        Map<String, Object> listening = kafka.with(Map.of(
                "enable.auto.commit", "false",
                "fetch.max.wait.ms", "100",
                "fetch.max.bytes", "4194304",
                "max.partition.fetch.bytes", "262144",
                "max.poll.records", "50",
                "allow.auto.create.topics", "false"));
        return new KafkaConsumer<>(listening, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private static Stream<TopicPartition> partitions(
            KafkaCluster kafka, KafkaConsumer<String, byte[]> consumer, Topic... topics) {
        return Stream.of(topics)
                .flatMap(topic -> consumer.partitionsFor(topic.name(kafka.prefix())).stream())
                .map(one -> new TopicPartition(one.topic(), one.partition()));
    }

    /** As Kafka's own partitioner chooses. */
    private static boolean isOf(String run, TopicPartition one, List<TopicPartition> all) {
        long count =
                all.stream().filter(other -> other.topic().equals(one.topic())).count();
        int hash = Utils.toPositive(Utils.murmur2(run.getBytes(StandardCharsets.UTF_8)));
        return hash % count == one.partition();
    }

    /** Hear messages of these types only. */
    public KafkaSession wanting(Set<Class<? extends Message>> types) {
        wanted = types.stream().map(Wire::type).collect(Collectors.toUnmodifiableSet());
        return this;
    }

    /** Hear only what is said from now on. */
    public KafkaSession fromNow() {
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
        return this;
    }

    public KafkaSession fromTheBeginning() {
        consumer.seekToBeginning(consumer.assignment());
        return this;
    }

    /** Hear one topic from its beginning, the others from where they are. */
    public KafkaSession fromTheBeginningOf(Topic topic) {
        consumer.seekToBeginning(consumer.assignment().stream()
                .filter(one -> one.topic().equals(topic.name(kafka.prefix())))
                .toList());
        return this;
    }

    /** A message and its place. */
    public record Received(Message message, TopicPartition partition, long offset) {}

    /**
     * What is said within this time. One after the other: each is decoded when its turn has come. Those of other versions are passed
     * over.
     */
    public Iterable<Received> hear(Duration limit) {
        Stream<Received> heard = StreamSupport.stream(consumer.poll(limit).spliterator(), false)
                .filter(this::isWanted)
                .map(this::read)
                .flatMap(Optional::stream);
        return heard::iterator;
    }

    /** Hands over everything that there is by now. */
    public void hearAll(Consumer<Message> each) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        do {
            hear(Duration.ofMillis(300)).forEach(heard -> each.accept(heard.message()));
        } while (!isPast(ends));
    }

    /** Whether everything has been heard that was there when this was asked. */
    public boolean caughtUp() {
        return isPast(consumer.endOffsets(consumer.assignment()));
    }

    private boolean isPast(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private boolean isWanted(ConsumerRecord<String, byte[]> record) {
        if (run != null && !run.equals(record.key())) {
            return false;
        }
        Header type = record.headers().lastHeader("ce_type");
        return wanted.isEmpty()
                || (type != null
                        && type.value() != null
                        && wanted.contains(new String(type.value(), StandardCharsets.UTF_8)));
    }

    private Optional<Received> read(ConsumerRecord<String, byte[]> record) {
        decoded++;
        try {
            Message message = Records.read(record);
            if (!message.run().equals(record.key())) {
                throw new UnreadableException("its key is " + record.key() + ", its run is " + message.run(), null);
            }
            return Optional.of(
                    new Received(message, new TopicPartition(record.topic(), record.partition()), record.offset()));
        } catch (UnreadableException e) {
            if (++passedOver <= COMPLAINTS) {
                System.err.println(Printable.of(
                        "passed over a record (" + record.topic() + ", partition " + record.partition() + ", offset "
                                + record.offset() + "): " + e.getMessage(),
                        500));
            }
            return Optional.empty();
        }
    }

    /** How many records have been decoded. */
    long decoded() {
        return decoded;
    }

    /** Says something, durably. */
    public void say(Topic topic, Message message) throws IOException {
        Map<String, Object> producing = kafka.with(Map.of("acks", "all"));
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(producing, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(Records.of(topic.name(kafka.prefix()), message, SOURCE))
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("Kafka did not take the message: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while sending");
        }
    }

    /** Whether a group has read past this place within the limit. */
    public boolean awaitGroup(String group, Received place, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        Map<String, Object> client = kafka.with(Map.of("default.api.timeout.ms", 5000, "request.timeout.ms", 5000));
        try (Admin admin = Admin.create(client)) {
            while (System.nanoTime() < deadline) {
                if (offset(admin, group, place.partition()) > place.offset()) {
                    return true;
                }
                consumer.poll(Duration.ofMillis(100));
            }
            return false;
        }
    }

    /** How far a group has read, or -1 while nobody says so. */
    private static long offset(Admin admin, String group, TopicPartition partition) throws IOException {
        try {
            OffsetAndMetadata read = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(partition);
            return read == null ? -1 : read.offset();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetriableException) {
                return -1;
            }
            throw new IOException("Kafka did not say how far " + group + " has read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + group);
        }
    }

    @Override
    public void close() {
        if (passedOver > COMPLAINTS) {
            System.err.println("passed over " + passedOver + " records in all that cannot be read");
        }
        consumer.close();
    }
}
