package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogFollower;
import io.epochal.callback.api.log.LogPosition;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.TrainerLog;
import io.epochal.kafka.Records;
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Kafka as trainers over HTTP use it. Connects, and begins to read, with the first of them. */
@ApplicationScoped
class KafkaTrainerLog implements TrainerLog {
    private static final String SOURCE = "/callback-service/trainers";

    private final KafkaClients clients;
    private final LogFollower follower;
    private @Nullable KafkaProducer<String, byte[]> producer;
    private @Nullable LogFeed feed;

    KafkaTrainerLog(KafkaClients clients, LogFollower follower) {
        this.clients = clients;
        this.follower = follower;
    }

    @Override
    public LogPosition append(TrainingEvent event) throws LogUnavailableException {
        try {
            RecordMetadata stored = producer()
                    .send(Records.of(clients.name(Topic.EVENTS), event, SOURCE))
                    .get(KafkaClients.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return new LogPosition(stored.partition(), stored.offset());
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            throw new LogUnavailableException(
                    "Kafka has not taken the event within " + KafkaClients.LIMIT.toSeconds() + " s, and may yet: "
                            + KafkaClients.reason(e),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("the service is stopping", e);
        }
    }

    @Override
    public void publish(BatchEnded batch) {
        try {
            var unused = producer().send(Records.of(clients.name(Topic.BATCHES), batch, SOURCE));
        } catch (KafkaException e) {
            // At most once: the steps show that it is missing.
        }
    }

    @Override
    public CompletionStage<Void> reached(LogPosition event) {
        return feed().reached(event);
    }

    @Override
    public void catchUp() throws LogUnavailableException {
        LogFeed reading = feed();
        long deadline = System.nanoTime() + KafkaClients.LIMIT.toNanos();
        try (KafkaConsumer<String, byte[]> glance = clients.readerOf(Topic.EVENTS, Duration.ZERO)) {
            for (Map.Entry<TopicPartition, Long> end :
                    glance.endOffsets(glance.assignment()).entrySet()) {
                LogPosition last = new LogPosition(end.getKey().partition(), end.getValue() - 1);
                long left = Math.max(1, deadline - System.nanoTime());
                reading.reached(last).toCompletableFuture().get(left, TimeUnit.NANOSECONDS);
            }
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            throw new LogUnavailableException("the log has not been read as far as it goes; retry", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("the service is stopping", e);
        }
    }

    private synchronized LogFeed feed() {
        if (feed == null) {
            feed = new LogFeed(clients, follower);
        }
        return feed;
    }

    private synchronized KafkaProducer<String, byte[]> producer() {
        if (producer == null) {
            producer = clients.producer();
        }
        return producer;
    }

    @PreDestroy
    synchronized void close() {
        if (feed != null) {
            feed.close();
        }
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
    }
}
