package io.epochal.cli.timeline;

import io.epochal.protocol.RunSummary;
import io.epochal.protocol.RunSummary.Span;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the log that have records of one run: in a partition that is summarized what its summary names, and what is behind the
 * summaries; of other partitions what was stored since the run's first record.
 */
final class RunRanges {
    /** Brokers' clocks differ. */
    private static final Duration SLACK = Duration.ofHours(1);

    private final @Nullable RunSummary summary;
    private final Map<TopicPartition, Long> behind;
    private final Map<TopicPartition, Long> jumps = new HashMap<>();

    RunRanges(KafkaCluster kafka, String run) {
        SummarizedLog known = SummarizedLog.ofRun(kafka, run);
        this.summary = known.runs().get(run);
        this.behind = known.behind();
    }

    /** Makes the consumer read from the beginning of these ranges. */
    void seekToBeginning(KafkaConsumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, OffsetAndTimestamp> since = since(consumer, partitions);
        for (TopicPartition partition : partitions) {
            long beginning = first.getOrDefault(partition, 0L);
            long end = ends.getOrDefault(partition, 0L);
            Span span = span(partition);
            long summarized = behind.getOrDefault(partition, 0L);
            OffsetAndTimestamp stored = since.get(partition);
            long start = !behind.containsKey(partition) && span == null
                    ? stored == null ? beginning : stored.offset()
                    : span == null ? summarized : span.first();
            // Retention may have deleted the record at the start; a log that was cut short may not reach to it.
            consumer.seek(partition, start >= beginning && start <= end ? start : beginning);
            if (span != null && summarized > span.last() + 1 && summarized <= end && summarized >= beginning) {
                jumps.put(partition, summarized);
            }
        }
    }

    /** Passes over what is between two ranges; to be called after each poll. */
    void skip(KafkaConsumer<?, ?> consumer) {
        for (TopicPartition partition : Set.copyOf(jumps.keySet())) {
            Span span = span(partition);
            long to = jumps.getOrDefault(partition, 0L);
            if (span == null || consumer.position(partition) > span.last()) {
                if (consumer.position(partition) < to) {
                    consumer.seek(partition, to);
                }
                jumps.remove(partition);
            }
        }
    }

    private @Nullable Span span(TopicPartition partition) {
        return summary == null ? null : summary.span(partition.topic(), partition.partition());
    }

    private Map<TopicPartition, OffsetAndTimestamp> since(
            KafkaConsumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> times = new HashMap<>();
        if (summary != null) {
            long time = Math.max(0, summary.since().minus(SLACK).toEpochMilli());
            partitions.stream().filter(one -> !behind.containsKey(one)).forEach(one -> times.put(one, time));
        }
        return times.isEmpty() ? Map.of() : consumer.offsetsForTimes(times);
    }
}
