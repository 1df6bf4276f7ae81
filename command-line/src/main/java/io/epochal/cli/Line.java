package io.epochal.cli;

import io.epochal.kafka.Records;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import io.epochal.protocol.UnreadableException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The command's line to a stack's Kafka. */
final class Line implements Closeable {
    private static final String SOURCE = "/epochal";

    private final Cluster kafka;
    private final KafkaConsumer<String, byte[]> consumer;

    /** @param topics to listen to */
    Line(Cluster kafka, Topic... topics) {
        this.kafka = kafka;
        Map<String, Object> listening = kafka.with(
                Map.of("enable.auto.commit", "false", "fetch.max.wait.ms", "100", "allow.auto.create.topics", "false"));
        this.consumer = new KafkaConsumer<>(listening, new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topic topic : topics) {
            consumer.partitionsFor(topic.name(kafka.prefix()))
                    .forEach(one -> partitions.add(new TopicPartition(one.topic(), one.partition())));
        }
        consumer.assign(partitions);
    }

    /** Hear only what is said from now on. */
    Line fromNow() {
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
        return this;
    }

    Line fromTheBeginning() {
        consumer.seekToBeginning(consumer.assignment());
        return this;
    }

    /** Hear one topic from its beginning, the others from where they are. */
    Line fromTheBeginningOf(Topic topic) {
        consumer.seekToBeginning(consumer.assignment().stream()
                .filter(one -> one.topic().equals(topic.name(kafka.prefix())))
                .toList());
        return this;
    }

    /** A message and its place. */
    record Heard(Message message, TopicPartition partition, long offset) {}

    /** What is said to or about a run within this time; other versions' messages are passed over. */
    List<Heard> hear(String run, Duration limit) {
        return hear(run::equals, limit);
    }

    private List<Heard> hear(Predicate<String> runs, Duration limit) {
        List<Heard> heard = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : consumer.poll(limit)) {
            if (runs.test(record.key())) {
                try {
                    heard.add(new Heard(
                            Records.read(record),
                            new TopicPartition(record.topic(), record.partition()),
                            record.offset()));
                } catch (UnreadableException e) {
                    System.err.println("passed over a record: " + e.getMessage());
                }
            }
        }
        return heard;
    }

    /** Hands over everything that there is of a run by now. */
    void hearAll(String run, Consumer<Message> each) {
        hearAll(run::equals, each);
    }

    /** Hands over everything that there is of any run by now. */
    void hearAll(Consumer<Message> each) {
        hearAll(run -> true, each);
    }

    private void hearAll(Predicate<String> runs, Consumer<Message> each) {
        do {
            hear(runs, Duration.ofMillis(300)).forEach(heard -> each.accept(heard.message()));
        } while (!caughtUp());
    }

    /** Whether everything has been heard that was there when this was asked. */
    boolean caughtUp() {
        return consumer.endOffsets(consumer.assignment()).entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Says something, durably. */
    void say(Topic topic, Message message) throws IOException {
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
    boolean awaitGroup(String group, Heard place, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        try (Admin admin = Admin.create(kafka.client())) {
            while (System.nanoTime() < deadline) {
                OffsetAndMetadata read = admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .get(place.partition());
                if (read != null && read.offset() > place.offset()) {
                    return true;
                }
                consumer.poll(Duration.ofMillis(100));
            }
            return false;
        } catch (ExecutionException e) {
            throw new IOException("Kafka did not say how far " + group + " has read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + group);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
