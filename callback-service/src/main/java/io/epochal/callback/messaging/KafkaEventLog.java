package io.epochal.callback.messaging;

import io.epochal.callback.api.log.EventLog;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.protocol.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** The topic of events. Each reader has a consumer, in no group, of the one partition that holds its run's events. */
@ApplicationScoped
class KafkaEventLog implements EventLog {
    private static final Duration WAIT = Duration.ofMillis(500);
    private final KafkaClients clients;

    private final KnownRuns known;

    KafkaEventLog(KafkaClients clients, KnownRuns known) {
        this.clients = clients;
        this.known = known;
    }

    @Override
    public Reading open(String run) throws LogUnavailableException {
        KafkaConsumer<String, byte[]> consumer = clients.readers().of(Topic.EVENTS, run, WAIT);
        try {
            TopicPartition partition = consumer.assignment().iterator().next();
            return new RunReading(consumer, partition, run, known.look().parts(run, partition));
        } catch (KafkaException e) {
            consumer.close();
            throw new LogUnavailableException("the length of the log is unknown: " + e.getMessage(), e);
        }
    }
}
