package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.RequestedRuns;
import io.epochal.kafka.Records;
import io.epochal.protocol.RevokedEnds;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.Topic;
import io.epochal.protocol.UnreadableException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * The topic of requests to train: for each run, the ends that requests have revoked. Where no trainer service is installed there may be
 * no such topic.
 */
@ApplicationScoped
class KafkaRequestedRuns implements RequestedRuns {
    private static final Logger LOG = Logger.getLogger(KafkaRequestedRuns.class);
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final Map<String, RevokedEnds> revoked = new ConcurrentHashMap<>();
    private final TopicScan scan;

    KafkaRequestedRuns(KafkaClients clients, KnownRuns known) {
        this.scan = new TopicScan(clients, Topic.RUNS, () -> start(known), this::apply);
    }

    /** What the summaries say needs no reading. */
    private Map<TopicPartition, Long> start(KnownRuns known) {
        KnownRuns.Look look = known.look();
        look.runs().forEach((run, summarized) -> {
            if (summarized.requested()) {
                revoked.put(run, summarized.revoked());
            }
        });
        return look.behind();
    }

    @Override
    public boolean isRequested(String run) throws LogUnavailableException {
        return revoked.containsKey(run) || revokedEnds(run).isPresent();
    }

    @Override
    public Optional<RevokedEnds> revokedEnds(String run) throws LogUnavailableException {
        try {
            scan.catchUp(LIMIT);
        } catch (MissingTopicException e) {
            LOG.debugf("no run is requested: %s", e.getMessage());
        }
        return Optional.ofNullable(revoked.get(run));
    }

    private void apply(ConsumerRecord<String, byte[]> record) {
        try {
            if (Records.read(record) instanceof RunRequested request) {
                revoked.compute(
                        request.run(), (run, before) -> (before == null ? RevokedEnds.NONE : before).with(request));
            }
        } catch (UnreadableException e) {
            LOG.debugf("%s-%d@%d is skipped: %s", record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }

    @PreDestroy
    void close() {
        scan.close();
    }
}
