package io.epochal.chaos.kafka;

import io.epochal.kafka.DeadLetter;
import io.epochal.kafka.Records;
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads everything about one run directly from the broker. For one thread, except {@link #copies}. */
public final class RunLog implements AutoCloseable {
    static final String PREFIX = "training.";
    /** A header of records that this harness repeats: they are not counted as duplicates. */
    private static final String REPEATED = "chaos-repeated";

    private final String run;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<TrainingEvent> events = new ArrayList<>();
    private final List<BatchEnded> batches = new ArrayList<>();
    private final List<String> deadLetters = new ArrayList<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private long step;
    private Set<Integer> retained = Set.of();
    private volatile Optional<ConsumerRecord<String, byte[]>> lastRequest = Optional.empty();
    private volatile Optional<ConsumerRecord<String, byte[]>> lastEvent = Optional.empty();
    private volatile Optional<ConsumerRecord<String, byte[]>> lastVerdict = Optional.empty();

    /** Reads from the end of the log on. {@link IOException} when Kafka is unavailable. */
    public RunLog(String bootstrap, String run) throws IOException {
        this.run = run;
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrap, "enable.auto.commit", "false", "fetch.max.wait.ms", "100");
        this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        try {
            List<TopicPartition> partitions = new ArrayList<>();
            for (Topic topic : Topic.values()) {
                consumer.partitionsFor(topic.name(PREFIX))
                        .forEach(one -> partitions.add(new TopicPartition(one.topic(), one.partition())));
            }
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
        } catch (KafkaException e) {
            consumer.close();
            throw new IOException("Kafka is unavailable: " + e.getMessage(), e);
        }
    }

    /** The run's events, in the order of the log. */
    public List<TrainingEvent> events() {
        return events;
    }

    public List<BatchEnded> batches() {
        return batches;
    }

    /** The last event of the newest attempt; null before the first. A zombie may publish after it. */
    @Nullable
    public TrainingEvent last() {
        TrainingEvent last = null;
        for (TrainingEvent event : events) {
            last = last == null || event.attempt() >= last.attempt() ? event : last;
        }
        return last;
    }

    /** The highest step of a batch; 0 before the first. */
    public long step() {
        return step;
    }

    /** How many events and batches were read. */
    public int count() {
        return events.size() + batches.size();
    }

    /** The epochs whose weights the last verdict retains. */
    public Set<Integer> retained() {
        return retained;
    }

    /** The reasons of all dead letters, of any run. */
    public List<String> deadLetters() {
        return deadLetters;
    }

    /** Reads the records that arrive within the limit. */
    public void poll(Duration limit) throws IOException {
        try {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(limit)) {
                if (record.topic().equals(Topic.DEAD_LETTERS.name(PREFIX))) {
                    if (!HostileTraffic.isCauseOf(record)) {
                        deadLetters.add(record.key() + ": " + DeadLetter.reason(record));
                    }
                } else if (run.equals(record.key()) && record.headers().lastHeader(REPEATED) == null) {
                    add(record);
                }
            }
        } catch (KafkaException e) {
            throw new IOException("Kafka is unavailable: " + e.getMessage(), e);
        }
    }

    private void add(ConsumerRecord<String, byte[]> record) {
        Message message;
        try {
            message = Records.read(record);
        } catch (UnreadableException e) {
            deadLetters.add("a record that this version cannot read: " + e.getMessage());
            return;
        }
        if (record.topic().equals(Topic.RUNS.name(PREFIX))) {
            lastRequest = Optional.of(record);
        } else if (message instanceof BatchEnded batch) {
            batches.add(batch);
            step = Math.max(step, batch.step());
        } else if (message instanceof TrainingEvent event) {
            events.add(event);
            lastEvent = Optional.of(record);
            ends.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
        } else if (message instanceof Verdict verdict) {
            lastVerdict = Optional.of(record);
            retained = Set.copyOf(verdict.retain());
        }
    }

    /** Copies of the request, the last event and the last verdict, marked as repeated. */
    List<ProducerRecord<String, byte[]>> copies() {
        return Stream.of(lastRequest, lastEvent, lastVerdict)
                .flatMap(Optional::stream)
                .map(record -> {
                    ProducerRecord<String, byte[]> again =
                            new ProducerRecord<>(record.topic(), null, record.key(), record.value(), record.headers());
                    again.headers().add(REPEATED, new byte[0]);
                    return again;
                })
                .toList();
    }

    /** Whether these committed offsets of a group are behind all events that were read. */
    boolean coveredBy(Map<TopicPartition, Long> read) {
        return ends.entrySet().stream().allMatch(end -> read.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
