package io.epochal.benchmark;

import io.epochal.protocol.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The topics of a stack, each with one partition, as a benchmark fills them and looks at them. */
final class RecordLog implements AutoCloseable {
    static final String PREFIX = "training.";
    // Kept here: a logger that nobody refers to forgets its level.
    private static final Logger CLIENTS = Logger.getLogger("org.apache.kafka");
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<String, byte[]> consumer;
    private final KafkaProducer<String, byte[]> producer;
    private final Admin admin;

    RecordLog(String bootstrap) {
        CLIENTS.setLevel(Level.WARNING);
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new StringDeserializer(), new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "linger.ms", "20", "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer());
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    static TopicPartition partition(Topic topic) {
        return new TopicPartition(topic.name(PREFIX), 0);
    }

    void send(ProducerRecord<String, byte[]> record) {
        var unused = producer.send(record);
    }

    /** Returns when everything that was sent is stored. */
    void flush() {
        producer.flush();
    }

    /** How many records were ever stored in the topic. */
    long end(Topic topic) {
        Collection<Long> ends = consumer.endOffsets(List.of(partition(topic))).values();
        return ends.iterator().next();
    }

    /** How many records of the topic a consumer group has committed; 0 for a group that has not. */
    long committed(String group, Topic topic) {
        try {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(partition(topic));
            return offset == null ? 0 : offset.offset();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka does not say what " + group + " has committed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The newest record of a topic that has one. */
    ConsumerRecord<String, byte[]> newest(Topic topic) {
        TopicPartition partition = partition(topic);
        consumer.assign(List.of(partition));
        consumer.seek(partition, end(topic) - 1);
        for (List<ConsumerRecord<String, byte[]>> found = List.of();
                ;
                found = consumer.poll(POLL).records(partition)) {
            if (!found.isEmpty()) {
                return found.get(found.size() - 1);
            }
        }
    }

    /** All records of one run that the topic holds now. */
    List<ConsumerRecord<String, byte[]>> all(Topic topic, String run) {
        TopicPartition partition = partition(topic);
        long end = end(topic);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        while (consumer.position(partition) < end) {
            consumer.poll(POLL).records(partition).stream()
                    .filter(record -> run.equals(record.key()))
                    .forEach(found::add);
        }
        return found;
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
        admin.close();
    }
}
