package io.epochal.cli.timeline;

import io.epochal.callback.summary.SummarizedRun;
import io.epochal.kafka.Records;
import io.epochal.protocol.RunSummary.Span;
import io.epochal.protocol.Topic;
import io.epochal.protocol.UnreadableException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Writes the summaries that the recorder would have written when it had read so far. */
final class PlantedSummaries {
    private final CountedLog log;

    PlantedSummaries(CountedLog log) {
        this.log = log;
    }

    /** Of all that is in the log now. */
    void write() throws Exception {
        write(log.ends(Topic.RUNS, Topic.EVENTS));
    }

    /** @param behind offsets that the recorder has committed */
    void write(Map<TopicPartition, Long> behind) throws Exception {
        Map<String, String> ids = log.topicIds();
        Map<String, SummarizedRun> runs = new TreeMap<>();
        for (ConsumerRecord<String, byte[]> record : log.records(behind)) {
            SummarizedRun run = runs.computeIfAbsent(record.key(), SummarizedRun::new);
            Span place = new Span(
                    record.topic(),
                    ids.getOrDefault(record.topic(), ""),
                    record.partition(),
                    record.offset(),
                    record.offset());
            run.add(
                    place,
                    Instant.ofEpochMilli(record.timestamp()),
                    record.topic().endsWith("events"));
            add(run, record);
        }
        runs.values().forEach(run -> log.publish(Topic.SUMMARIES, run.summary()));
        log.flush();
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        behind.forEach((partition, offset) -> committed.put(partition, new OffsetAndMetadata(offset)));
        try (Admin admin = log.admin()) {
            admin.alterConsumerGroupOffsets(SummarizedLog.RECORDER, committed)
                    .all()
                    .get();
        }
    }

    private static void add(SummarizedRun run, ConsumerRecord<String, byte[]> record) {
        try {
            run.add(Records.read(record));
        } catch (UnreadableException e) {
            throw new IllegalStateException(e);
        }
    }
}
