package io.epochal.chaos.kafka;

import io.epochal.kafka.Records;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunSpec;
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
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends this harness' records directly to the broker, and asks it for committed offsets. */
public final class RecordSender implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final KafkaProducer<String, byte[]> producer;
    private final Admin admin;

    public RecordSender(String bootstrap) {
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "acks", "all", "linger.ms", "0"),
                new StringSerializer(),
                new ByteArraySerializer());
        this.admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrap));
    }

    /** Returns when the broker has the message. */
    public void send(Topic topic, Message message) throws IOException {
        send(Records.of(topic.name(RunLog.PREFIX), message, "/chaos"));
    }

    /** Sends the run's request, last event and last verdict once more. */
    public void sendAgain(RunLog log) throws IOException {
        for (ProducerRecord<String, byte[]> record : log.copies()) {
            send(record);
        }
    }

    /** Sends generated records of other runs, see {@link HostileTraffic#records}. */
    public void sendHostile(long seed, RunSpec spec) throws IOException {
        for (ProducerRecord<String, byte[]> record : new HostileTraffic(seed, spec).records()) {
            send(record);
        }
    }

    /** Sends an event of another run whose plug-in ends the process that decides on it. */
    public void sendDeadly(long seed, RunSpec spec) throws IOException {
        send(new HostileTraffic(seed, spec).deadly());
    }

    private void send(ProducerRecord<String, byte[]> record) throws IOException {
        try {
            producer.send(record).get();
        } catch (ExecutionException | KafkaException e) {
            throw new IOException("Kafka did not accept a record of " + record.topic() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while sending");
        }
    }

    /** Whether a consumer group has read all events that were read from the log; false while its coordinator is unavailable. */
    public boolean hasRead(String group, RunLog log) throws IOException {
        return log.coveredBy(committed(group));
    }

    private Map<TopicPartition, Long> committed(String group) throws IOException {
        try {
            return admin
                    .listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
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
