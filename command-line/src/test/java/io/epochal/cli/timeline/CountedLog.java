package io.epochal.cli.timeline;

import io.epochal.kafka.Records;
import io.epochal.kafka.SummarizedOffsets;
import io.epochal.kafka.TopicPlan;
import io.epochal.kafka.Topics;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import io.epochal.stack.CountedReads;
import io.epochal.stack.EmbeddedKafka;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Topics of their own on a broker of this process, and what its readers have read. */
final class CountedLog implements AutoCloseable {
    private final String prefix;
    private final Map<String, Object> client;
    private final KafkaCluster cluster;
    private final KafkaProducer<String, byte[]> producer;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    CountedLog(EmbeddedKafka kafka, String prefix, int partitions) throws IOException {
        this.prefix = prefix;
        this.client = Map.of("bootstrap.servers", kafka.bootstrap());
        new Topics(client, new TopicPlan(prefix, partitions, partitions, (short) 1)).ensure(List.of(Topic.values()));
        Map<String, Object> counting = new TreeMap<>(client);
        counting.put("interceptor.classes", CountedReads.class.getName());
        this.cluster = new KafkaCluster(counting, prefix);
        this.producer = new KafkaProducer<>(
                new KafkaCluster(client, prefix)
                        .with(Map.of(
                                "linger.ms",
                                "5",
                                "enable.idempotence",
                                "false",
                                "max.in.flight.requests.per.connection",
                                "1")),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** Counts what is read through it. */
    KafkaCluster cluster() {
        return cluster;
    }

    Admin admin() {
        return Admin.create(client);
    }

    void publish(Topic topic, Message message) {
        sent.add(producer.send(Records.of(topic.name(prefix), message, "/test")));
    }

    void flush() {
        for (Future<RecordMetadata> one : sent) {
            try {
                var unused = one.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException("not published", e);
            }
        }
        sent.clear();
    }

    /** How many records of a topic were read since this was asked before. */
    long readSince(Topic topic) {
        return CountedReads.take(topic.name(prefix));
    }

    Map<String, String> topicIds() throws IOException {
        try (Admin admin = admin()) {
            List<String> topics = List.of(Topic.RUNS.name(prefix), Topic.EVENTS.name(prefix));
            return SummarizedOffsets.read(admin, SummarizedLog.RECORDER, topics).topicIds();
        } catch (InterruptedException | ExecutionException e) {
            throw new IOException(e);
        }
    }

    Map<TopicPartition, Long> ends(Topic... topics) {
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            return new HashMap<>(consumer.endOffsets(TopicPartitions.all(consumer, prefix, topics)));
        }
    }

    /** All records before these offsets. */
    List<ConsumerRecord<String, byte[]>> records(Map<TopicPartition, Long> behind) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            consumer.assign(behind.keySet());
            consumer.seekToBeginning(behind.keySet());
            while (behind.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (record.offset()
                            < behind.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L)) {
                        records.add(record);
                    }
                }
            }
        }
        return records;
    }

    private KafkaConsumer<String, byte[]> consumer() {
        return new KafkaConsumer<>(
                new KafkaCluster(client, prefix).with(Map.of("enable.auto.commit", "false")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    @Override
    public void close() {
        producer.close();
    }
}
