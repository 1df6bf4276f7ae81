package io.epochal.callback.messaging;

import io.epochal.callback.api.log.CommandSender;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.kafka.Records;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Topic;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Writes commands to the control topic. Connects to Kafka with the first one. */
@ApplicationScoped
class KafkaCommandSender implements CommandSender {
    private static final String SOURCE = "/callback-service/api";

    private final KafkaClients clients;
    private @Nullable KafkaProducer<String, byte[]> producer;

    KafkaCommandSender(KafkaClients clients) {
        this.clients = clients;
    }

    @Override
    public void send(CommandRequest request) throws LogUnavailableException {
        ProducerRecord<String, byte[]> record = Records.of(clients.name(Topic.CONTROL), request, SOURCE);
        long deadline = System.nanoTime() + KafkaClients.LIMIT.toNanos();
        try {
            producer().send(record).get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            throw new LogUnavailableException(
                    "Kafka has not taken the command within " + KafkaClients.LIMIT.toSeconds() + " s, and may yet: "
                            + KafkaClients.reason(e),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("the service is stopping", e);
        }
    }

    private synchronized KafkaProducer<String, byte[]> producer() {
        if (producer == null) {
            producer = clients.producer();
        }
        return producer;
    }

    @PreDestroy
    synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
    }
}
