package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** The producers of this service. Each connects with its first record, so a role that is off costs no connection. */
@ApplicationScoped
class ServiceProducers {
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final KafkaClients clients;
    private @Nullable Producer<String, byte[]> channels;
    private @Nullable Producer<String, byte[]> requests;

    ServiceProducers(KafkaClients clients) {
        this.clients = clients;
    }

    /** For what the channels send: it waits for an unavailable broker. */
    synchronized Producer<String, byte[]> forChannels() {
        if (channels == null) {
            channels = clients.patientProducer();
        }
        return channels;
    }

    /** For what a request over HTTP sends: it fails within {@link KafkaClients#LIMIT}. */
    synchronized Producer<String, byte[]> forRequests() {
        if (requests == null) {
            requests = clients.producer();
        }
        return requests;
    }

    /**
     * Returns once a record of a request over HTTP is stored.
     *
     * @param what it is, in words
     * @throws LogUnavailableException when Kafka has not taken it within {@link KafkaClients#LIMIT}
     */
    void store(ProducerRecord<String, byte[]> record, String what) throws LogUnavailableException {
        long deadline = System.nanoTime() + KafkaClients.LIMIT.toNanos();
        try {
            forRequests().send(record).get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            throw new LogUnavailableException(
                    "Kafka has not taken " + what + " within " + KafkaClients.LIMIT.toSeconds() + " s, and may yet: "
                            + KafkaClients.reason(e),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("the service is stopping", e);
        }
    }

    @PreDestroy
    synchronized void close() {
        if (channels != null) {
            channels.close(GRACE);
        }
        if (requests != null) {
            requests.close(Duration.ZERO);
        }
    }
}
