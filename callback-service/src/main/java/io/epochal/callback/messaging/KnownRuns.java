package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.RunOutline;
import io.epochal.kafka.Records;
import io.epochal.kafka.SummarizedOffsets;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.RevokedEnds;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.RunSummary.Span;
import io.epochal.protocol.Topic;
import io.epochal.protocol.UnreadableException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What the summaries say of runs, for requests over HTTP. Where they cannot be relied on, nothing is known, and only the log is. */
@ApplicationScoped
class KnownRuns {
    private static final Logger LOG = Logger.getLogger(KnownRuns.class);
    private static final Duration LIMIT = Duration.ofSeconds(3);
    /** As many as there are of runs with events. */
    private static final int MOST = 500_000;

    private final KafkaClients clients;
    private final TopicScan scan;
    private final Map<String, Known> runs = new ConcurrentHashMap<>();
    private final SummarizedTopics topics = new SummarizedTopics();

    private @Nullable Admin admin;
    private volatile boolean unreadable;

    /**
     * What a request needs of one run.
     *
     * @param requested whether it was requested
     * @param since when its first record was stored
     * @param outline null for a run of our trainer, and for one that has ended
     */
    record Known(
            boolean requested, RevokedEnds revoked, Instant since, @Nullable RunOutline outline, List<Span> spans) {
        boolean hasRecords(String topic) {
            return spans.stream().anyMatch(span -> span.topic().equals(topic));
        }
    }

    /**
     * What was known at one moment.
     *
     * @param behind the offset of each partition behind which only the log is; a partition that is missing is not summarized
     */
    record Look(Map<TopicPartition, Long> behind, Map<String, Known> runs) {
        static final Look NOTHING = new Look(Map.of(), Map.of());

        Optional<Known> run(String run) {
            return Optional.ofNullable(runs.get(run));
        }

        /** Where a run's records are in a partition. */
        RunParts parts(String run, TopicPartition partition) {
            Long summarized = behind.get(partition);
            if (summarized == null) {
                return RunParts.WHOLE;
            }
            Span span = run(run).stream()
                    .flatMap(known -> known.spans().stream())
                    .filter(one -> one.topic().equals(partition.topic()) && one.partition() == partition.partition())
                    .findFirst()
                    .orElse(null);
            return RunParts.of(span, summarized);
        }
    }

    KnownRuns(KafkaClients clients) {
        this.clients = clients;
        this.scan = new TopicScan(clients, Topic.SUMMARIES, this::apply);
    }

    /** The offsets come first. */
    Look look() {
        try {
            SummarizedOffsets offsets = SummarizedOffsets.read(
                    admin(),
                    ServiceChannels.SUMMARIES.group(),
                    List.of(clients.name(Topic.RUNS), clients.name(Topic.EVENTS)));
            if (offsets.behind().isEmpty()) {
                return Look.NOTHING;
            }
            scan.catchUp(LIMIT);
            boolean current = topics.areCurrent(offsets.topicIds());
            return unreadable || !current || runs.size() >= MOST ? Look.NOTHING : new Look(offsets.behind(), runs);
        } catch (ExecutionException | KafkaException | LogUnavailableException e) {
            LOG.debugf("the summaries are not used: %s", KafkaClients.reason(e));
            return Look.NOTHING;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Look.NOTHING;
        }
    }

    private void apply(ConsumerRecord<String, byte[]> record) {
        try {
            if (record.value() == null) {
                put(record.key(), null);
            } else if (Records.read(record) instanceof RunSummary summary) {
                put(summary.run(), known(summary));
            } else {
                unreadable = true;
            }
        } catch (UnreadableException e) {
            LOG.warnf("the summaries are not used, for one cannot be read: %s", e.getMessage());
            unreadable = true;
        }
    }

    private void put(String run, @Nullable Known now) {
        Known before = now == null ? runs.remove(run) : runs.put(run, now);
        topics.add(now == null ? List.of() : now.spans());
        topics.remove(before == null ? List.of() : before.spans());
    }

    private Known known(RunSummary summary) {
        boolean requested =
                summary.spans().stream().anyMatch(span -> span.topic().equals(clients.name(Topic.RUNS)));
        return new Known(
                requested, new RevokedEnds(summary.revoked()), summary.since(), outline(summary), summary.spans());
    }

    private static @Nullable RunOutline outline(RunSummary summary) {
        AttachedTrainer trainer = summary.trainer();
        boolean ended = summary.end() != null && summary.end().attempt() == summary.attempt();
        return trainer == null || ended || summary.heard() == null
                ? null
                : new RunOutline(summary.attempt(), summary.heard(), trainer.heartbeat());
    }

    private synchronized Admin admin() {
        Admin opened = admin == null ? clients.admin() : admin;
        admin = opened;
        return opened;
    }

    @PreDestroy
    synchronized void close() {
        scan.close();
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
