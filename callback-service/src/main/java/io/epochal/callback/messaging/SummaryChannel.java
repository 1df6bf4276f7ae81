package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.messaging.channel.RecordChannel;
import io.epochal.callback.summary.RunOverview;
import io.epochal.callback.summary.SummarizedRun;
import io.epochal.kafka.Records;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.RunSummary.Span;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Identifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes of each run what its records say in all. An offset counts as read when the summaries have what is before it. One process of
 * the group reads everything, since a run's records are in two topics.
 */
final class SummaryChannel implements RecordChannel {
    private static final Logger LOG = Logger.getLogger(SummaryChannel.class);
    private static final long PAUSE_NANOS = Duration.ofSeconds(2).toNanos();
    /** As many runs are kept in memory, beside those that are not written yet. */
    private static final int MOST_RUNS = 2000;

    private static final int MOST_CHANGED = 500;
    private static final Set<String> TYPES =
            RunOverview.TYPES.stream().map(Wire::type).collect(Collectors.toUnmodifiableSet());

    private final KafkaClients clients;
    private final SummaryLog log;
    private final RunHistory history;
    private final Map<String, SummarizedRun> runs = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<String> changed = new LinkedHashSet<>();
    private final Map<TopicPartition, OffsetAndMetadata> handled = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> durable = new HashMap<>();
    private Map<String, String> topicIds = Map.of();
    private @Nullable Consumer<String, byte[]> group;
    private boolean urgent;
    private long written = System.nanoTime();

    SummaryChannel(KafkaClients clients, SummaryLog log, RunHistory history) {
        this.clients = clients;
        this.log = log;
        this.history = history;
    }

    @Override
    public void assigned(Consumer<String, byte[]> consumer, Collection<TopicPartition> partitions) {
        revoked();
        group = consumer;
        if (partitions.isEmpty()) {
            return;
        }
        try {
            topicIds = clients.topicIds(
                    partitions.stream().map(TopicPartition::topic).collect(Collectors.toUnmodifiableSet()));
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
        changed.clear();
        handled.clear();
        durable.clear();
        urgent = false;
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
            SummarizedRun run = runs.containsKey(id) ? runs.get(id) : stored(id);
            Optional<Message> message = message(record);
            if (message.isPresent() && !run.takes(message.get())) {
                run = readAgain(id, run.spans());
            }
            add(run, record, message);
            runs.put(id, run);
            changed.add(id);
            urgent |= message.filter(one -> !(one instanceof EpochEnded)).isPresent();
        } catch (LogUnavailableException e) {
            throw new KafkaException("the records of " + id + " cannot be read: " + e.getMessage(), e);
        }
    }

    private SummarizedRun stored(String id) throws LogUnavailableException {
        return log.find(id)
                .filter(summary ->
                        summary.spans().stream().allMatch(span -> span.topicId().equals(topicIds.get(span.topic()))))
                .map(SummarizedRun::new)
                .orElseGet(() -> new SummarizedRun(id));
    }

    private SummarizedRun readAgain(String id, List<Span> spans) throws LogUnavailableException {
        SummarizedRun run = new SummarizedRun(id);
        history.read(id, spans, record -> add(run, record, message(record)));
        return run;
    }

    private void add(SummarizedRun run, ConsumerRecord<String, byte[]> record, Optional<Message> message) {
        Span place = new Span(
                record.topic(),
                topicIds.getOrDefault(record.topic(), ""),
                record.partition(),
                record.offset(),
                record.offset());
        run.add(place, Instant.ofEpochMilli(record.timestamp()), record.topic().equals(clients.name(Topic.EVENTS)));
        message.ifPresent(run::add);
    }

    /** Empty for a record that says nothing of where the run is, and for one that is no message: the deciders report it. */
    private static Optional<Message> message(ConsumerRecord<String, byte[]> record) {
        Header type = record.headers().lastHeader("ce_type");
        if (type == null || type.value() == null || !TYPES.contains(new String(type.value(), StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        try {
            return Optional.of(Records.read(record));
        } catch (UnreadableException e) {
            LOG.debugf("%s is not summarized: %s", RecordPositions.of(record), e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public boolean settle() throws InterruptedException {
        boolean due = urgent || changed.size() > MOST_CHANGED || System.nanoTime() - written > PAUSE_NANOS;
        if (!changed.isEmpty() && (!due || !isSoleReader() || !log.write(summaries()))) {
            return false;
        }
        changed.clear();
        urgent = false;
        written = System.nanoTime();
        durable.putAll(handled);
        handled.clear();
        Iterator<SummarizedRun> eldest = runs.values().iterator();
        while (runs.size() > MOST_RUNS) {
            eldest.next();
            eldest.remove();
        }
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

    private List<RunSummary> summaries() {
        return changed.stream()
                .map(runs::get)
                .filter(run -> run != null)
                .map(SummarizedRun::summary)
                .toList();
    }

    void close() {
        log.close();
    }
}
