package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.messaging.channel.ChannelSettings;
import io.epochal.kafka.RunPartition;
import io.epochal.kafka.SecurityProviders;
import io.epochal.kafka.Topics;
import io.epochal.protocol.Topic;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Kafka's own clients, where channels do not fit. They have every {@code kafka.*} setting that the channels have. */
@ApplicationScoped
class KafkaClients {
    /** How long a request to Kafka may take. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    private static final int LIMIT_MS = (int) LIMIT.toMillis();
    // What a reader holds in memory: one fetch that is read, and one that is under way.
    private static final int FETCH_BYTES = 256 * 1024;
    private static final int MEMBER_FETCH_BYTES = 8 * 1024 * 1024;
    private static final int GATHERED_BYTES = 64 * 1024;

    private final Map<String, Object> broker;
    private final String prefix;

    KafkaClients(
            @Identifier("default-kafka-broker") Map<String, Object> broker,
            @ConfigProperty(name = "epochal.topic-prefix") String prefix) {
        SecurityProviders.settle();
        this.broker = new TreeMap<>(broker);
        // Quarkus adds the application's name; a client in no group disturbs none.
        this.broker.remove("group.id");
        this.broker.remove("client.id");
        this.prefix = prefix;
    }

    String name(Topic topic) {
        return topic.name(prefix);
    }

    /**
     * A consumer of the one partition that holds a run's records, without a position yet.
     *
     * @param wait how long Kafka may keep a fetch for which there is nothing; closing takes as long
     */
    KafkaConsumer<String, byte[]> readerOf(Topic topic, String run, Duration wait) throws LogUnavailableException {
        KafkaConsumer<String, byte[]> consumer = null;
        try {
            consumer = consumer(wait);
            consumer.assign(List.of(partition(consumer, topic, run)));
            return consumer;
        } catch (KafkaException | LogUnavailableException e) {
            if (consumer != null) {
                consumer.close();
            }
            throw new LogUnavailableException("Kafka does not answer where " + name(topic) + " is: " + reason(e), e);
        }
    }

    /** A consumer of all partitions, without a position yet. */
    KafkaConsumer<String, byte[]> readerOf(Topic topic, Duration wait) throws LogUnavailableException {
        return readerOf(List.of(topic), wait);
    }

    /** A consumer of all partitions of these topics, without a position yet. */
    KafkaConsumer<String, byte[]> readerOf(List<Topic> topics, Duration wait) throws LogUnavailableException {
        KafkaConsumer<String, byte[]> consumer = null;
        try {
            consumer = consumer(wait);
            List<TopicPartition> all = new ArrayList<>();
            for (Topic topic : topics) {
                all.addAll(partitions(consumer, topic));
            }
            consumer.assign(all);
            return consumer;
        } catch (KafkaException | LogUnavailableException e) {
            if (consumer != null) {
                consumer.close();
            }
            if (e instanceof MissingTopicException missing) {
                throw missing;
            }
            String names = topics.stream().map(this::name).collect(Collectors.joining(", "));
            throw new LogUnavailableException("Kafka does not answer where " + names + " is: " + reason(e), e);
        }
    }

    /**
     * A consumer of all partitions of those of these topics that exist, without a position yet.
     *
     * @throws MissingTopicException where none does
     */
    KafkaConsumer<String, byte[]> readerOfExisting(List<Topic> topics, Duration wait) throws LogUnavailableException {
        List<Topic> existing = new ArrayList<>();
        MissingTopicException missing = null;
        try (KafkaConsumer<String, byte[]> consumer = consumer(wait)) {
            for (Topic topic : topics) {
                try {
                    partitions(consumer, topic);
                    existing.add(topic);
                } catch (MissingTopicException e) {
                    missing = e;
                }
            }
        } catch (KafkaException e) {
            throw new LogUnavailableException("Kafka does not answer which topics there are: " + reason(e), e);
        }
        if (existing.isEmpty() && missing != null) {
            throw missing;
        }
        return readerOf(existing, wait);
    }

    /** Where each partition's first record is that the log has taken since then; its end, where there is none. */
    Map<TopicPartition, Long> offsetsSince(Topic topic, Instant since) {
        try (KafkaConsumer<String, byte[]> consumer = readerOf(topic, LIMIT)) {
            Map<TopicPartition, Long> times = new HashMap<>();
            consumer.assignment().forEach(partition -> times.put(partition, since.toEpochMilli()));
            Map<TopicPartition, Long> offsets = new HashMap<>(consumer.endOffsets(times.keySet()));
            consumer.offsetsForTimes(times).forEach((partition, found) -> {
                if (found != null) {
                    offsets.put(partition, found.offset());
                }
            });
            return offsets;
        } catch (LogUnavailableException | KafkaException e) {
            // The scan that asks will fail as this has, and say why.
            return Map.of();
        }
    }

    /** A member of a consumer group, which commits nothing by itself. */
    Consumer<String, byte[]> member(ChannelSettings channel) {
        Map<String, Object> settings = new TreeMap<>(broker);
        settings.put("client.id", "kafka-consumer-" + channel.name());
        settings.put("group.id", channel.group());
        settings.put("auto.offset.reset", channel.reset());
        settings.put("enable.auto.commit", false);
        // A partition of a process that died is another's within seconds.
        settings.put("session.timeout.ms", 6000);
        settings.put("heartbeat.interval.ms", 1500);
        settings.put("max.poll.interval.ms", (int)
                Math.min(Integer.MAX_VALUE, channel.polls().toMillis()));
        settings.put("fetch.max.bytes", MEMBER_FETCH_BYTES);
        if (channel.sole()) {
            settings.put("partition.assignment.strategy", SoleReaderAssignor.class.getName());
        }
        Duration gather = channel.gather();
        if (!gather.isZero()) {
            settings.put("fetch.min.bytes", GATHERED_BYTES);
            settings.put("fetch.max.wait.ms", (int) gather.toMillis());
        }
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** A producer that has a record stored by all replicas, and waits for an unavailable broker. */
    Producer<String, byte[]> patientProducer() {
        return producer(Map.of());
    }

    /** A producer that has a record stored by all replicas, or fails within the limit. */
    Producer<String, byte[]> producer() {
        return producer(
                Map.of("max.block.ms", LIMIT_MS, "request.timeout.ms", LIMIT_MS, "delivery.timeout.ms", LIMIT_MS));
    }

    private Producer<String, byte[]> producer(Map<String, Object> more) {
        Map<String, Object> settings = new TreeMap<>(broker);
        settings.put("acks", "all");
        settings.put("linger.ms", 0);
        settings.putAll(more);
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    private KafkaConsumer<String, byte[]> consumer(Duration wait) {
        Map<String, Object> settings = new TreeMap<>(broker);
        settings.put("enable.auto.commit", false);
        // A reader that the log's retention has overtaken must fail, not silently start again.
        settings.put("auto.offset.reset", "none");
        settings.put("default.api.timeout.ms", LIMIT_MS);
        settings.put("request.timeout.ms", LIMIT_MS);
        settings.put("max.partition.fetch.bytes", FETCH_BYTES);
        settings.put("fetch.max.bytes", FETCH_BYTES);
        settings.put("fetch.max.wait.ms", (int) wait.toMillis());
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Asks the cluster about itself, and fails within the limit. */
    Admin admin() {
        Map<String, Object> settings = new TreeMap<>(broker);
        settings.put("default.api.timeout.ms", LIMIT_MS);
        settings.put("request.timeout.ms", LIMIT_MS);
        return Admin.create(settings);
    }

    /** The ids that the brokers have given to these topics: one that is deleted and created again has another. */
    Map<String, String> topicIds(Collection<String> topics) throws IOException {
        return Topics.ids(broker, topics);
    }

    /** The root cause: the exceptions above it only say that a client could not be created. */
    static String reason(Throwable fault) {
        Throwable first = fault;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return first.getMessage() == null ? first.getClass().getSimpleName() : first.getMessage();
    }

    private TopicPartition partition(KafkaConsumer<String, byte[]> consumer, Topic topic, String run)
            throws LogUnavailableException {
        return new TopicPartition(
                name(topic), RunPartition.of(run, partitions(consumer, topic).size()));
    }

    private List<TopicPartition> partitions(KafkaConsumer<String, byte[]> consumer, Topic topic)
            throws LogUnavailableException {
        List<PartitionInfo> partitions = consumer.partitionsFor(name(topic), LIMIT);
        if (partitions == null || partitions.isEmpty()) {
            throw new MissingTopicException(name(topic));
        }
        return partitions.stream()
                .map(one -> new TopicPartition(one.topic(), one.partition()))
                .toList();
    }
}
