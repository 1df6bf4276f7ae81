package io.epochal.callback.messaging;

import io.epochal.callback.api.log.CommandSender;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.kafka.Records;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Writes commands to the control topic. */
@ApplicationScoped
class KafkaCommandSender implements CommandSender {
    private static final String SOURCE = "/callback-service/api";

    private final KafkaClients clients;
    private final ServiceProducers producers;

    KafkaCommandSender(KafkaClients clients, ServiceProducers producers) {
        this.clients = clients;
        this.producers = producers;
    }

    @Override
    public void send(CommandRequest request) throws LogUnavailableException {
        ProducerRecord<String, byte[]> record = Records.of(clients.name(Topic.CONTROL), request, SOURCE);
        long deadline = System.nanoTime() + KafkaClients.LIMIT.toNanos();
        try {
            producers.forRequests().send(record).get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
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
}
