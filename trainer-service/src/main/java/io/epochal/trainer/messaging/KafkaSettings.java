package io.epochal.trainer.messaging;

import io.epochal.kafka.SecurityProviders;
import io.epochal.kafka.ShareGroup;
import io.epochal.protocol.Topic;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where Kafka is, what the topics are called, and how each client of this service is set up. */
@ApplicationScoped
class KafkaSettings {
    static final String SHARE_GROUP = "share-group";
    static final String CONSUMER_GROUP = "consumer-group";

    private final Map<String, Object> client;
    private final String topicPrefix;
    private final int deliveryLimit;
    private final String queue;
    private final boolean verdictsOnControl;
    private final String source =
            "/trainer-service/" + UUID.randomUUID().toString().substring(0, 8);

    KafkaSettings(
            @Identifier("default-kafka-broker") Map<String, Object> client,
            @ConfigProperty(name = "epochal.topic-prefix", defaultValue = "training.") String topicPrefix,
            @ConfigProperty(name = "epochal.delivery-limit", defaultValue = "5") int deliveryLimit,
            @ConfigProperty(name = "epochal.queue", defaultValue = SHARE_GROUP) String queue,
            @ConfigProperty(name = "epochal.verdicts-on-control", defaultValue = "false") boolean verdictsOnControl) {
        if (!Set.of(SHARE_GROUP, CONSUMER_GROUP).contains(queue)) {
            throw new IllegalArgumentException(
                    "epochal.queue must be " + SHARE_GROUP + " or " + CONSUMER_GROUP + "; found " + queue);
        }
        SecurityProviders.settle();
        this.client = Map.copyOf(client);
        this.topicPrefix = topicPrefix;
        this.deliveryLimit = deliveryLimit;
        this.queue = queue;
        this.verdictsOnControl = verdictsOnControl;
    }

    /** Which kind of group the queue of runs is: {@link #SHARE_GROUP} or {@link #CONSUMER_GROUP}. */
    String queue() {
        return queue;
    }

    /** How often a run is handed out without getting further; of a share group the broker's {@code group.share.delivery.count.limit}. */
    int deliveryLimit() {
        return deliveryLimit;
    }

    String topic(Topic topic) {
        return topic.name(topicPrefix);
    }

    /** Where verdicts and requests are read. */
    ControlTopics controlTopics() {
        return new ControlTopics(topic(Topic.CONTROL), topic(Topic.VERDICTS), verdictsOnControl);
    }

    /** What any client of the broker is set up with: every {@code kafka.} setting. */
    Map<String, Object> client() {
        return client;
    }

    String topicPrefix() {
        return topicPrefix;
    }

    /** The {@code ce_source} of this process. */
    String source() {
        return source;
    }

    /** For events: durable and in order, waiting for a broker that is unavailable, as the sender does. */
    KafkaProducer<String, byte[]> eventProducer() {
        return producer(Map.of(
                "acks",
                "all",
                "linger.ms",
                "0",
                "delivery.timeout.ms",
                Integer.MAX_VALUE,
                "max.block.ms",
                Long.MAX_VALUE));
    }

    /** For batches: many small records, packed together. */
    KafkaProducer<String, byte[]> batchProducer() {
        return producer(Map.of("acks", "all", "linger.ms", "5", "compression.type", "lz4"));
    }

    /** For one reader of a whole topic, outside any group. What was cut off under it, or made anew, it reads from the beginning. */
    KafkaConsumer<String, byte[]> controlConsumer() {
        return new KafkaConsumer<>(
                with(Map.of(
                        "enable.auto.commit",
                        "false",
                        "auto.offset.reset",
                        "earliest",
                        "fetch.min.bytes",
                        "1",
                        "fetch.max.wait.ms",
                        "500")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /** For the queue on a share group: one record at a time, acknowledged by hand. */
    KafkaShareConsumer<String, byte[]> sharedRunConsumer() {
        return new KafkaShareConsumer<>(
                with(Map.of(
                        "group.id",
                        ShareGroup.TRAINERS,
                        "share.acknowledgement.mode",
                        "explicit",
                        "share.acquire.mode",
                        "record_limit",
                        "max.poll.records",
                        "1")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /** For the queue on a classic consumer group; not the share group's name, since one broker knows a group as one kind. */
    KafkaConsumer<String, byte[]> ownedRunConsumer(HeldPartition held) {
        Map<String, Object> queueing = new TreeMap<>(Map.of(
                "group.id",
                "trainers-classic",
                "group.protocol",
                "classic",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                "false",
                "max.poll.records",
                "1",
                "session.timeout.ms",
                "6000",
                "heartbeat.interval.ms",
                "1500"));
        queueing.put("partition.assignment.strategy", FreeTrainersFirstAssignor.class.getName());
        queueing.put(FreeTrainersFirstAssignor.HOLDING, held);
        return new KafkaConsumer<>(with(queueing), new StringDeserializer(), new ByteArrayDeserializer());
    }

    private KafkaProducer<String, byte[]> producer(Map<String, Object> settings) {
        return new KafkaProducer<>(with(settings), new StringSerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> with(Map<String, ?> settings) {
        Map<String, Object> all = new TreeMap<>(client);
        all.putAll(settings);
        return all;
    }
}
