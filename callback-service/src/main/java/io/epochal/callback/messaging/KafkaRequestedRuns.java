package io.epochal.callback.messaging;

import io.epochal.callback.api.LogUnavailableException;
import io.epochal.callback.api.RequestedRuns;
import io.epochal.kafka.Records;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.Topic;
import io.epochal.protocol.UnreadableException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** The topic of requests to train, read from its beginning for each question: it is short, and questions are rare. */
@ApplicationScoped
class KafkaRequestedRuns implements RequestedRuns {
    private static final Logger LOG = Logger.getLogger(KafkaRequestedRuns.class);
    private static final Duration WAIT = Duration.ofMillis(10);
    private static final Duration GLANCE = Duration.ofMillis(100);

    private final PlainClients clients;

    KafkaRequestedRuns(PlainClients clients) {
        this.clients = clients;
    }

    @Override
    public OptionalInt takenBack(String run) throws LogUnavailableException {
        try (KafkaConsumer<String, byte[]> consumer = clients.readerOf(Topic.RUNS, run, WAIT)) {
            Set<TopicPartition> partitions = consumer.assignment();
            consumer.seekToBeginning(partitions);
            OptionalInt takenBack = OptionalInt.empty();
            long end = consumer.endOffsets(partitions).values().iterator().next();
            TopicPartition partition = partitions.iterator().next();
            long deadline = System.nanoTime() + PlainClients.LIMIT.toNanos();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(GLANCE)) {
                    takenBack = run.equals(record.key()) ? later(takenBack, record) : takenBack;
                }
                if (System.nanoTime() > deadline) {
                    throw new LogUnavailableException("Kafka does not hand out " + partition + " in time", null);
                }
            }
            return takenBack;
        } catch (KafkaException e) {
            throw new LogUnavailableException("the requested runs cannot be read: " + e.getMessage(), e);
        }
    }

    private static OptionalInt later(OptionalInt before, ConsumerRecord<String, byte[]> record) {
        try {
            int attempt = Records.read(record) instanceof RunRequested request && request.takenBack() != null
                    ? request.takenBack().attempt()
                    : 0;
            return OptionalInt.of(Math.max(before.orElse(0), attempt));
        } catch (UnreadableException e) {
            LOG.debugf(
                    "%s-%d@%d is passed over: %s", record.topic(), record.partition(), record.offset(), e.getMessage());
            return before;
        }
    }
}
