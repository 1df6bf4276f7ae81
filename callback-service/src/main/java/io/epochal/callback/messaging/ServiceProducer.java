package io.epochal.callback.messaging;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** The producer of everything that the channels send. It connects with the first record. */
@ApplicationScoped
class ServiceProducer implements Supplier<Producer<String, byte[]>> {
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final KafkaClients clients;
    private @Nullable Producer<String, byte[]> producer;

    ServiceProducer(KafkaClients clients) {
        this.clients = clients;
    }

    @Override
    public synchronized Producer<String, byte[]> get() {
        if (producer == null) {
            producer = clients.patientProducer();
        }
        return producer;
    }

    @PreDestroy
    synchronized void close() {
        if (producer != null) {
            producer.close(GRACE);
        }
    }
}
