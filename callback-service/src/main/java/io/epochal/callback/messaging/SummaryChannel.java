package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.messaging.channel.RecordChannel;
import io.epochal.protocol.field.Identifier;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes of each run what its records say in all. An offset counts as read when the summaries have what is before it. One process of
 * the group reads everything, since a run's records are in two topics.
 */
final class SummaryChannel implements RecordChannel {
    private static final Logger LOG = Logger.getLogger(SummaryChannel.class);
    private static final long PAUSE_NANOS = Duration.ofSeconds(2).toNanos();

    private final KafkaClients clients;
    private final SummaryLog log;
    private final SummarizedRuns runs;
    private final Map<TopicPartition, OffsetAndMetadata> handled = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> durable = new HashMap<>();
    private @Nullable Consumer<String, byte[]> group;
    private long written = System.nanoTime();

    SummaryChannel(KafkaClients clients, SummaryLog log, RunHistory history) {
        this.clients = clients;
        this.log = log;
        this.runs = new SummarizedRuns(clients, log, history);
    }

    @Override
    public void assigned(Consumer<String, byte[]> consumer, Collection<TopicPartition> partitions) {
        revoked();
        group = consumer;
        if (partitions.isEmpty()) {
            return;
        }
        try {
            Map<String, String> topicIds = clients.topicIds(
                    partitions.stream().map(TopicPartition::topic).collect(Collectors.toUnmodifiableSet()));
            runs.beginWith(topicIds);
            log.catchUp();
            beginAnew(consumer, partitions, log.outdated(topicIds));
        } catch (IOException | LogUnavailableException e) {
            throw new KafkaException("the summaries cannot be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
        partitions.forEach(one -> durable.put(one, new OffsetAndMetadata(consumer.position(one))));
    }

    /** Where a topic was deleted and created again, all that is in the log is read again. The beginning is committed before. */
    private void beginAnew(
            Consumer<String, byte[]> consumer, Collection<TopicPartition> partitions, List<String> outdated)
            throws InterruptedException {
        if (outdated.isEmpty()) {
            return;
        }
        LOG.warnf("%d summaries are of topics that are gone; all are made anew from the log", outdated.size());
        Map<TopicPartition, OffsetAndMetadata> beginning = new HashMap<>();
        consumer.beginningOffsets(partitions)
                .forEach((partition, offset) -> beginning.put(partition, new OffsetAndMetadata(offset)));
        consumer.commitSync(beginning);
        if (!log.delete(outdated)) {
            throw new KafkaException("outdated summaries cannot be deleted");
        }
        consumer.seekToBeginning(partitions);
    }

    @Override
    public void revoked() {
        runs.clear();
        handled.clear();
        durable.clear();
    }

    @Override
    public void handle(ConsumerRecord<String, byte[]> record) {
        handled.put(
                new TopicPartition(record.topic(), record.partition()),
                new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), ""));
        String id = record.key();
        if (!Identifier.isValid(id)) {
            return;
        }
        try {
            runs.add(id, record);
        } catch (LogUnavailableException e) {
            throw new KafkaException("the records of " + id + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean settle() throws InterruptedException {
        boolean due = runs.areUrgent() || System.nanoTime() - written > PAUSE_NANOS;
        if (!runs.areWritten() && (!due || !isSoleReader() || !log.write(runs.unwritten()))) {
            return false;
        }
        runs.noteWritten();
        written = System.nanoTime();
        durable.putAll(handled);
        handled.clear();
        return true;
    }

    /**
     * Asks the group before anything is written: a process that was paused for so long that another one reads now must not replace
     * newer summaries. What is written after that is refused after 5 s, before the group gives the partitions to another one.
     */
    private boolean isSoleReader() {
        Consumer<String, byte[]> consumer = group;
        try {
            if (consumer != null) {
                consumer.commitSync(durable);
            }
            return consumer != null;
        } catch (CommitFailedException | RebalanceInProgressException e) {
            return false;
        }
    }

    void close() {
        log.close();
    }
}
