package io.epochal.trainer.messaging;

import io.epochal.checkpoint.LogStarts;
import io.epochal.checkpoint.LogStarts.Ended;
import io.epochal.checkpoint.LogStarts.LogStart;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.kafka.RunPartition;
import io.epochal.kafka.Topics;
import io.epochal.protocol.Topic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * One run's partitions, and where its records begin and end in them. The first attempt that finds that out stores it, so that a later
 * one reads nothing older; an attempt that is not killed stores where it ends, so that the next one reads nothing of what came since. Where it is not known, or means nothing any more, a partition is read from its beginning.
 */
final class RunOffsets {
    private static final Logger LOG = Logger.getLogger(RunOffsets.class);

    private final String run;
    private final LogStarts stored;
    private final Map<String, String> topicIds;
    private final Map<TopicPartition, Long> starts = new HashMap<>();
    private final Map<TopicPartition, Ended> ends = new HashMap<>();
    private boolean changed;

    private RunOffsets(String run, LogStarts stored, Map<String, String> topicIds) {
        this.run = run;
        this.stored = stored;
        this.topicIds = topicIds;
    }

    /** Reads what is stored. Never fails: without it more is read. */
    static RunOffsets open(String run, ObjectStore store, KafkaSettings settings) {
        LogStarts stored = new LogStarts(store, run);
        List<String> topics = List.of(settings.topic(Topic.CONTROL), settings.topic(Topic.EVENTS));
        try {
            RunOffsets log = new RunOffsets(run, stored, Topics.ids(settings.client(), topics));
            for (LogStart start : stored.read()) {
                if (start.topicId().equals(log.topicIds.get(start.topic()))) {
                    log.add(new TopicPartition(start.topic(), start.partition()), start);
                }
            }
            return log;
        } catch (IOException | RuntimeException e) {
            LOG.warnf("run %s: its partitions are read from their beginning: %s", run, e.getMessage());
            return nothingKnown(run, store);
        }
    }

    /** Of a run whose records may be anywhere; nothing that is found out of it is stored. */
    static RunOffsets nothingKnown(String run, ObjectStore store) {
        return new RunOffsets(run, new LogStarts(store, run), Map.of());
    }

    private void add(TopicPartition partition, LogStart start) {
        starts.put(partition, start.offset());
        if (start.ended() != null) {
            ends.put(partition, start.ended());
        }
    }

    /** The run's partition of a topic. */
    TopicPartition partition(String topic, Consumer<?, ?> consumer) {
        return RunPartition.of(run, topic, consumer);
    }

    /** Makes the consumer read an assigned partition from the run's first record, or an earlier one. */
    void seekToStart(TopicPartition partition, Consumer<?, ?> consumer) {
        long start = starts.getOrDefault(partition, 0L);
        List<TopicPartition> one = List.of(partition);
        long first = consumer.beginningOffsets(one).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(one).getOrDefault(partition, 0L);
        // Retention may have deleted the record at the start; a log that was cut short may not reach to it.
        consumer.seek(partition, start >= first && start <= end ? start : first);
    }

    /** Nothing of the run is in the partition before this offset. */
    void startsAt(TopicPartition partition, long offset) {
        changed |= starts.putIfAbsent(partition, offset) == null;
    }

    /** An attempt has published its last record before this offset. */
    void endsAt(TopicPartition partition, int attempt, long behind) {
        ends.put(partition, new Ended(attempt, behind));
        changed = true;
    }

    /** Up to where earlier attempts may have published; the log's end where one was killed. */
    long end(TopicPartition partition, int attempt, long logEnd) {
        Ended ended = ends.get(partition);
        return ended != null && ended.attempt() == attempt - 1 ? Math.min(ended.behind(), logEnd) : logEnd;
    }

    /** Stores what was found out. */
    void remember() {
        if (!changed || topicIds.isEmpty()) {
            return;
        }
        List<LogStart> found = new ArrayList<>();
        starts.forEach((partition, offset) -> {
            String id = topicIds.get(partition.topic());
            if (id != null) {
                found.add(new LogStart(partition.topic(), id, partition.partition(), offset, ends.get(partition)));
            }
        });
        try {
            stored.write(found);
        } catch (IOException | RuntimeException e) {
            LOG.warnf("run %s: where its records begin could not be stored: %s", run, e.getMessage());
        }
    }
}
