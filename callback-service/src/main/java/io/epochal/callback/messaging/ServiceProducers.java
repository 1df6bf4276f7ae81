package io.epochal.callback.messaging;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;
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
