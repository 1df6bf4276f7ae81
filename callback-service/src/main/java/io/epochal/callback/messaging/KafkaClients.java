package io.epochal.callback.messaging;

import io.epochal.callback.messaging.channel.ChannelSettings;
import io.epochal.kafka.SecurityProviders;
import io.epochal.kafka.Topics;
import io.epochal.protocol.Topic;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
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

    /** Consumers of a topic's partitions, in no group. */
    TopicReaders readers() {
        return new TopicReaders(this);
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

    /** A consumer in no group; it has no partition, and fails where the log has not what it is to read. */
    KafkaConsumer<String, byte[]> consumer(Duration wait) {
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
}
