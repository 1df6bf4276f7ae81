package io.epochal.cli.timeline;

import io.epochal.kafka.Records;
import io.epochal.kafka.RunPartition;
import io.epochal.kafka.SummarizedOffsets;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.Topic;
import io.epochal.protocol.UnreadableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What the summaries of a stack's runs know, and how far they go in the log. {@link #NOTHING} where there are none, and where they
 * cannot be relied on, since one cannot be read or is of a topic that was deleted: then only the log is.
 *
 * @param behind the offset of each partition behind which only the log is; a partition that is missing is not summarized
 * @param runs the summaries that were asked for
 */
record SummarizedLog(Map<TopicPartition, Long> behind, Map<String, RunSummary> runs) {
    static final SummarizedLog NOTHING = new SummarizedLog(Map.of(), Map.of());
    /** The group of the recorder that writes the summaries. */
    static final String RECORDER = "summary-recorder";

    private static final int LIMIT_MS = 5000;
    private static final Duration POLL = Duration.ofMillis(300);

    /** All runs. */
    static SummarizedLog ofAll(KafkaCluster kafka) {
        return read(kafka, null);
    }

    /** One run, if it is summarized. */
    static SummarizedLog ofRun(KafkaCluster kafka, String run) {
        return read(kafka, run);
    }

    /** The offsets come first. */
    private static SummarizedLog read(KafkaCluster kafka, @Nullable String run) {
        try (Admin admin =
                Admin.create(kafka.with(Map.of("default.api.timeout.ms", LIMIT_MS, "request.timeout.ms", LIMIT_MS)))) {
            String summaries = Topic.SUMMARIES.name(kafka.prefix());
            List<String> topics =
                    List.of(Topic.RUNS.name(kafka.prefix()), Topic.EVENTS.name(kafka.prefix()), summaries);
            SummarizedOffsets offsets = SummarizedOffsets.read(admin, RECORDER, topics);
            // An older stack has no summaries.
            boolean none = offsets.behind().isEmpty() || !offsets.topicIds().containsKey(summaries);
            return none ? NOTHING : read(kafka, run, offsets);
        } catch (ExecutionException e) {
            // This user may not see them.
            return NOTHING;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NOTHING;
        }
    }

    private static SummarizedLog read(KafkaCluster kafka, @Nullable String run, SummarizedOffsets offsets) {
        // Of ten thousand runs, reading the JSON is what takes the time.
        List<Optional<RunSummary>> summaries = newest(kafka, run).values().parallelStream()
                .map(SummarizedLog::summary)
                .toList();
        Map<String, RunSummary> runs = new TreeMap<>();
        for (Optional<RunSummary> summary : summaries) {
            if (summary.isEmpty() || !offsets.areCurrent(summary.get().spans())) {
                return NOTHING;
            }
            runs.put(summary.get().run(), summary.get());
        }
        return new SummarizedLog(offsets.behind(), runs);
    }

    /** Empty where it cannot be read. */
    private static Optional<RunSummary> summary(ConsumerRecord<String, byte[]> record) {
        try {
            return Records.read(record) instanceof RunSummary summary ? Optional.of(summary) : Optional.empty();
        } catch (UnreadableException e) {
            return Optional.empty();
        }
    }

    private static Map<String, ConsumerRecord<String, byte[]>> newest(KafkaCluster kafka, @Nullable String run) {
        Map<String, ConsumerRecord<String, byte[]>> newest = new HashMap<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings(kafka), new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = TopicPartitions.all(consumer, kafka.prefix(), Topic.SUMMARIES);
            List<TopicPartition> read = run == null
                    ? all
                    : List.of(
                            new TopicPartition(Topic.SUMMARIES.name(kafka.prefix()), RunPartition.of(run, all.size())));
            consumer.assign(read);
            consumer.seekToBeginning(read);
            Map<TopicPartition, Long> ends = consumer.endOffsets(read);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    if (run == null || run.equals(record.key())) {
                        keep(record, newest);
                    }
                }
            }
        }
        return newest;
    }

    private static void keep(
            ConsumerRecord<String, byte[]> record, Map<String, ConsumerRecord<String, byte[]>> newest) {
        if (record.value() == null) {
            newest.remove(record.key());
        } else {
            newest.put(record.key(), record);
        }
    }

    private static Map<String, Object> settings(KafkaCluster kafka) {
        return kafka.with(Map.of(
                "enable.auto.commit", "false",
                "auto.offset.reset", "earliest",
                "fetch.max.wait.ms", "100",
                "fetch.max.bytes", "2097152",
                "max.partition.fetch.bytes", "2097152",
                "max.poll.records", "5000",
                "allow.auto.create.topics", "false"));
    }
}
