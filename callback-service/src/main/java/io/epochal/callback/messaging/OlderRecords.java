package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogFollower;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.messaging.KnownRuns.Known;
import io.epochal.callback.messaging.KnownRuns.Look;
import io.epochal.kafka.Records;
import io.epochal.kafka.RunPartition;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Topic;
import io.epochal.protocol.UnreadableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The runs that begin before a reader does, by their summaries: each is read when somebody asks for it. Where there are no summaries
 * the reader begins with the log.
 */
final class OlderRecords {
    private static final Logger LOG = Logger.getLogger(OlderRecords.class);
    private static final Duration WAIT = Duration.ofMillis(10);
    /** By how much brokers' times may be out of order, and a request may be older than its run. */
    private static final Duration MARGIN = Duration.ofHours(1);

    private final KafkaClients clients;
    private final KnownRuns known;
    private final Set<String> read = new HashSet<>();
    private final Map<String, Long> requestsUntil = new HashMap<>();
    private Look look = Look.NOTHING;

    OlderRecords(KafkaClients clients, KnownRuns known) {
        this.clients = clients;
        this.known = known;
    }

    /** Outlines the runs, and returns where a reader begins; a partition that is missing has to be read whole. */
    Map<TopicPartition, Long> begin(KafkaConsumer<String, byte[]> reader, LogFollower follower) {
        look = known.look();
        look.runs().forEach((run, one) -> {
            if (one.outline() != null) {
                follower.outlined(run, one.outline());
            }
        });
        Map<TopicPartition, Long> starts = new HashMap<>(look.behind());
        starts.keySet().retainAll(partitions(reader, Topic.EVENTS));
        Instant recent = Instant.now().minus(MARGIN);
        if (isSummarizedUntil(recent, reader)) {
            starts.putAll(offsets(reader, partitions(reader, Topic.CONTROL), recent.minus(MARGIN)));
        }
        return starts;
    }

    /** Requests are not summarized: as many are read as may be for runs that are not summarized either. */
    private boolean isSummarizedUntil(Instant time, KafkaConsumer<String, byte[]> reader) {
        return offsets(reader, partitions(reader, Topic.EVENTS), time).entrySet().stream()
                .allMatch(since -> look.behind().getOrDefault(since.getKey(), 0L) >= since.getValue());
    }

    /** Where the first record is that is not older; the end where all are. */
    private static Map<TopicPartition, Long> offsets(
            KafkaConsumer<String, byte[]> reader, Collection<TopicPartition> partitions, Instant time) {
        Map<TopicPartition, Long> offsets = new HashMap<>(reader.endOffsets(partitions));
        Map<TopicPartition, @Nullable OffsetAndTimestamp> found = new HashMap<>(reader.offsetsForTimes(
                partitions.stream().collect(Collectors.toMap(Function.identity(), one -> time.toEpochMilli()))));
        found.forEach((partition, first) -> {
            if (first != null) {
                offsets.put(partition, first.offset());
            }
        });
        return offsets;
    }

    private List<TopicPartition> partitions(KafkaConsumer<String, byte[]> reader, Topic topic) {
        return reader.assignment().stream()
                .filter(partition -> partition.topic().equals(clients.name(topic)))
                .toList();
    }

    /** Whether the run has events from before the reader's beginning, which nobody has asked for. */
    boolean isUnread(@Nullable String run) {
        return run != null
                && !read.contains(run)
                && look.run(run).filter(this::isOlder).isPresent();
    }

    /** Whether it was read with the rest of its run: a request that did not count then must not count when its turn comes. */
    boolean hasRead(ConsumerRecord<String, byte[]> request) {
        return request.offset() < requestsUntil.getOrDefault(request.key(), 0L);
    }

    private boolean isOlder(Known run) {
        return run.spans().stream()
                .anyMatch(span -> span.topic().equals(clients.name(Topic.EVENTS))
                        && span.first()
                                < look.behind().getOrDefault(new TopicPartition(span.topic(), span.partition()), 0L));
    }

    /** Gives the follower those of the runs that are not read yet; returns when it has them. */
    void read(Collection<String> asked, LogFollower follower) throws LogUnavailableException {
        Set<String> runs = asked.stream().filter(this::isUnread).collect(Collectors.toSet());
        if (runs.isEmpty()) {
            return;
        }
        LogFollower.OlderRuns older = follower.older();
        try (KafkaConsumer<String, byte[]> reader = clients.readers().of(List.of(Topic.EVENTS, Topic.CONTROL), WAIT)) {
            List<TopicPartition> control = partitions(reader, Topic.CONTROL);
            PartsReader parts = new PartsReader(reader);
            for (Map.Entry<TopicPartition, Map<String, RunParts>> events :
                    events(runs).entrySet()) {
                parts.read(events.getKey(), events.getValue(), record -> EventHeads.of(record)
                        .ifPresent(older::event));
            }
            for (Map.Entry<TopicPartition, Map<String, RunParts>> requests :
                    requests(runs, control, reader).entrySet()) {
                long until = parts.read(requests.getKey(), requests.getValue(), record -> request(record, older));
                requests.getValue().keySet().forEach(run -> requestsUntil.put(run, until));
            }
        }
        older.complete();
        read.addAll(runs);
    }

    private static void request(ConsumerRecord<String, byte[]> record, LogFollower.OlderRuns older) {
        try {
            if (Records.read(record) instanceof CommandRequest request) {
                older.request(request, record.serializedValueSize(), Instant.ofEpochMilli(record.timestamp()));
            }
        } catch (UnreadableException e) {
            LOG.debugf("%s is no request: %s", RecordPositions.of(record), e.getMessage());
        }
    }

    private Map<TopicPartition, Map<String, RunParts>> events(Set<String> runs) {
        Map<TopicPartition, Map<String, RunParts>> events = new HashMap<>();
        for (String run : runs) {
            look.run(run).stream()
                    .flatMap(one -> one.spans().stream())
                    .filter(span -> span.topic().equals(clients.name(Topic.EVENTS)))
                    .map(span -> new TopicPartition(span.topic(), span.partition()))
                    .forEach(partition -> events.computeIfAbsent(partition, one -> new HashMap<>())
                            .put(run, look.parts(run, partition)));
        }
        return events;
    }

    private Map<TopicPartition, Map<String, RunParts>> requests(
            Set<String> runs, List<TopicPartition> control, KafkaConsumer<String, byte[]> reader) {
        Map<TopicPartition, Map<String, RunParts>> requests = new HashMap<>();
        for (String run : runs) {
            TopicPartition partition =
                    new TopicPartition(clients.name(Topic.CONTROL), RunPartition.of(run, control.size()));
            Instant since =
                    look.run(run).map(Known::since).orElse(Instant.EPOCH).minus(MARGIN);
            long first = offsets(reader, List.of(partition), since).getOrDefault(partition, 0L);
            requests.computeIfAbsent(partition, one -> new HashMap<>())
                    .put(run, new RunParts(first, Long.MAX_VALUE, first));
        }
        return requests;
    }
}
