package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.RunsWithEvents;
import io.epochal.protocol.Topic;
import io.epochal.protocol.field.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The summarized runs, and the keys of the topic of events behind them. Read only for a run that is not among the requested ones. */
@ApplicationScoped
class KafkaRunsWithEvents implements RunsWithEvents {
    private static final Duration LIMIT = Duration.ofSeconds(3);
    /** Of 128 characters at most, so below 100 MB. Writing each of them takes the right to write events. */
    private static final int MOST = 500_000;

    private final Set<String> runs = ConcurrentHashMap.newKeySet();
    private final TopicScan scan;
    private final KnownRuns known;
    private final String topic;

    KafkaRunsWithEvents(KafkaClients clients, KnownRuns known) {
        this.known = known;
        this.topic = clients.name(Topic.EVENTS);
        this.scan = new TopicScan(clients, Topic.EVENTS, () -> known.look().behind(), this::add);
    }

    @Override
    public boolean hasEvents(String run) throws LogUnavailableException {
        if (runs.contains(run)
                || known.look().run(run).filter(one -> one.hasRecords(topic)).isPresent()) {
            return true;
        }
        scan.catchUp(LIMIT);
        if (runs.size() >= MOST && !runs.contains(run)) {
            throw new LogUnavailableException(
                    "there are more than " + MOST + " runs, and this one may be among them", null);
        }
        return runs.contains(run);
    }

    private void add(ConsumerRecord<String, byte[]> record) {
        if (runs.size() < MOST && Identifier.isValid(record.key())) {
            runs.add(record.key());
        }
    }

    @PreDestroy
    void close() {
        scan.close();
    }
}
