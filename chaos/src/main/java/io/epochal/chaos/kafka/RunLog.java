package io.epochal.chaos.kafka;

import io.epochal.kafka.DeadLetter;
import io.epochal.kafka.Records;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchEnded;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Verdict;
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
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** Everything that is said about one run, heard straight from the broker. Used by one thread, but for {@link #again}. */
public final class RunLog implements AutoCloseable {
    static final String PREFIX = "training.";
    /** On what this harness repeats, so that it is not counted as a double. */
    private static final String REPEATED = "chaos-repeated";

    private final String run;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<TrainingEvent> events = new ArrayList<>();
    private final List<BatchEnded> batches = new ArrayList<>();
    private final List<String> deadLetters = new ArrayList<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private Set<Integer> retained = Set.of();
    private volatile Optional<ConsumerRecord<String, byte[]>> lastRequest = Optional.empty();
    private volatile Optional<ConsumerRecord<String, byte[]>> lastEvent = Optional.empty();
    private volatile Optional<ConsumerRecord<String, byte[]>> lastVerdict = Optional.empty();

    public RunLog(String bootstrap, String run) {
        this.run = run;
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrap, "enable.auto.commit", "false", "fetch.max.wait.ms", "100");
        this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            consumer.partitionsFor(topic.name(PREFIX))
                    .forEach(one -> partitions.add(new TopicPartition(one.topic(), one.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /** What has been said on the event topic, in its order. */
    public List<TrainingEvent> events() {
        return events;
    }

    public List<BatchEnded> batches() {
        return batches;
    }

    /** The last thing that the newest attempt has said; null before anything was said. A zombie may still speak behind it. */
    @Nullable
    public TrainingEvent last() {
        TrainingEvent last = null;
        for (TrainingEvent event : events) {
            last = last == null || event.attempt() >= last.attempt() ? event : last;
        }
        return last;
    }

    /** How many events and batches there are by now. */
    public int said() {
        return events.size() + batches.size();
    }

    /** The epochs whose weights the last verdict may still have asked back. */
    public Set<Integer> retained() {
        return retained;
    }

    /** Why anything about any run was put aside. */
    public List<String> deadLetters() {
        return deadLetters;
    }

    /** Hears what is new. */
    public void listen(Duration limit) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(limit)) {
            if (record.topic().equals(Topic.DEAD_LETTERS.name(PREFIX))) {
                if (!HostileTraffic.isAbout(record)) {
                    deadLetters.add(record.key() + ": " + DeadLetter.reason(record));
                }
            } else if (run.equals(record.key()) && record.headers().lastHeader(REPEATED) == null) {
                hear(record);
            }
        }
    }

    private void hear(ConsumerRecord<String, byte[]> record) {
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
        } else if (message instanceof TrainingEvent event) {
            events.add(event);
            lastEvent = Optional.of(record);
            ends.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
        } else if (message instanceof Verdict verdict) {
            lastVerdict = Optional.of(record);
            retained = Set.copyOf(verdict.retain());
        }
    }

    /** The request, the last event and the last verdict, as they were, with a mark. */
    public List<ProducerRecord<String, byte[]>> again() {
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

    /** Whether a group that has read so far has read all events that were heard. */
    public boolean coveredBy(Map<TopicPartition, Long> read) {
        return ends.entrySet().stream().allMatch(end -> read.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
