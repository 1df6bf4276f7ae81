package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.RequestedRuns;
import io.epochal.kafka.Records;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.Topic;
import io.epochal.protocol.UnreadableException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** The topic of requests to train: of each run's the newest attempt whose end is taken back. */
@ApplicationScoped
class KafkaRequestedRuns implements RequestedRuns {
    private static final Logger LOG = Logger.getLogger(KafkaRequestedRuns.class);
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final Map<String, Integer> takenBack = new ConcurrentHashMap<>();
    private final TopicScan scan;

    KafkaRequestedRuns(KafkaClients clients) {
        this.scan = new TopicScan(clients, Topic.RUNS, this::hear);
    }

    @Override
    public boolean requested(String run) throws LogUnavailableException {
        return takenBack.containsKey(run) || takenBack(run).isPresent();
    }

    @Override
    public OptionalInt takenBack(String run) throws LogUnavailableException {
        scan.catchUp(LIMIT);
        Integer attempt = takenBack.get(run);
        return attempt == null ? OptionalInt.empty() : OptionalInt.of(attempt);
    }

    private void hear(ConsumerRecord<String, byte[]> record) {
        try {
            if (Records.read(record) instanceof RunRequested request) {
                int attempt =
                        request.takenBack() == null ? 0 : request.takenBack().attempt();
                takenBack.merge(request.run(), attempt, Math::max);
            }
        } catch (UnreadableException e) {
            LOG.debugf(
                    "%s-%d@%d is passed over: %s", record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }

    @PreDestroy
    void close() {
        scan.close();
    }
}
