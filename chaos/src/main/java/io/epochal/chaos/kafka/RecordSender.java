package io.epochal.chaos.kafka;

import io.epochal.kafka.Records;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What this harness says to Kafka and asks of it, straight. */
public final class RecordSender implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KafkaProducer<String, byte[]> producer;
    private final Admin admin;

    public RecordSender(String bootstrap) {
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "acks", "all", "linger.ms", "0"),
                new StringSerializer(),
                new ByteArraySerializer());
        this.admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrap));
    }

    /** Says something, durably. */
    public void say(Topic topic, Message message) throws IOException {
        send(Records.of(topic.name(RunLog.PREFIX), message, "/chaos"));
    }

    public void send(ProducerRecord<String, byte[]> record) throws IOException {
        try {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new IOException("Kafka did not take a record of " + record.topic() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while sending");
        }
    }

    /** How far a group has read; empty while its coordinator is away. */
    public Map<TopicPartition, Long> readBy(String group) throws IOException {
        try {
            return admin
                    .listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .entrySet()
                    .stream()
                    .filter(read -> read.getValue() != null)
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, read -> read.getValue().offset()));
        } catch (ExecutionException | TimeoutException e) {
            return Map.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + group);
        }
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
