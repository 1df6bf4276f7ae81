package io.epochal.trainer.messaging;

import io.epochal.kafka.Records;
import io.epochal.protocol.Topic;
import io.epochal.trainer.run.claim.UnfinishedRuns;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Puts runs back whose record the queue has lost, by its retention or by an operator, and whose trainer does not show itself any
 * more: the queue would never hand them out. Used by one thread.
 */
final class LostRecords {
    private static final Logger LOG = Logger.getLogger(LostRecords.class);

    private final KafkaSettings settings;
    private final UnfinishedRuns unfinished;
    private final Duration grace;
    /** When a run's mark was seen first as it is. */
    private final Map<String, Seen> seen = new HashMap<>();

    private record Seen(String beat, long since) {}

    /** @param grace how long a trainer may show nothing; by this machine's clock alone */
    LostRecords(KafkaSettings settings, UnfinishedRuns unfinished, Duration grace) {
        this.settings = settings;
        this.unfinished = unfinished;
        this.grace = grace;
    }

    void look() throws IOException, InterruptedException {
        List<UnfinishedRuns.Mark> marks = unfinished.all();
        Set<String> runs = new HashSet<>();
        marks.forEach(mark -> runs.add(mark.request().run()));
        seen.keySet().retainAll(runs);
        if (marks.isEmpty()) {
            return;
        }
        try (KafkaConsumer<String, byte[]> consumer = settings.controlConsumer()) {
            List<TopicPartition> queue = consumer.partitionsFor(settings.topic(Topic.RUNS)).stream()
                    .map(one -> new TopicPartition(one.topic(), one.partition()))
                    .toList();
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(queue);
            Map<TopicPartition, Long> ends = consumer.endOffsets(queue);
            for (UnfinishedRuns.Mark mark : marks) {
                if (isGone(mark, begins, ends) && silentFor(mark) > grace.toNanos()) {
                    putBack(mark, silentFor(mark) / grace.toNanos());
                }
            }
        }
    }

    private static boolean isGone(
            UnfinishedRuns.Mark mark, Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
        return QueuePosition.of(mark.ticket())
                .filter(place -> place.offset() >= begins.getOrDefault(place.where(), Long.MAX_VALUE)
                        && place.offset() < ends.getOrDefault(place.where(), 0L))
                .isEmpty();
    }

    /** In nanoseconds; 0 where it is seen like this for the first time. */
    private long silentFor(UnfinishedRuns.Mark mark) {
        Seen before = seen.get(mark.request().run());
        if (before == null || !before.beat().equals(mark.beat())) {
            seen.put(mark.request().run(), new Seen(mark.beat(), System.nanoTime()));
            return 0;
        }
        return System.nanoTime() - before.since();
    }

    private void putBack(UnfinishedRuns.Mark mark, long turn) throws IOException, InterruptedException {
        if (!unfinished.isMineToPutBack(mark, turn)) {
            return;
        }
        String run = mark.request().run();
        LOG.warnf("the queue has lost run %s at %s, and no trainer has it: it is put back", run, mark.ticket());
        String topic = settings.topic(Topic.RUNS);
        try (KafkaProducer<String, byte[]> producer = settings.eventProducer()) {
            RecordMetadata sent = producer.send(Records.of(topic, mark.request(), settings.source()))
                    .get();
            unfinished.put(mark.at(new QueuePosition(topic, sent.partition(), sent.offset()).ticket()));
        } catch (ExecutionException e) {
            throw new IOException("run " + run + " could not be put back: " + e.getCause(), e);
        }
    }
}
