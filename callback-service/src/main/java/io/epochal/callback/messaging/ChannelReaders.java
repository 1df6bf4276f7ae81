package io.epochal.callback.messaging;

import io.epochal.callback.delivery.ServiceExit;
import io.epochal.callback.messaging.channel.ChannelReader;
import io.epochal.callback.messaging.channel.RecordChannel;
import io.epochal.protocol.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;

/** The channels of this service that read the events, each in a consumer group of its own. */
@ApplicationScoped
class ChannelReaders {
    private final Map<String, ChannelReader> readers = new ConcurrentSkipListMap<>();
    private final Map<String, KafkaClientMetrics> metrics = new ConcurrentHashMap<>();
    private final KafkaClients clients;
    private final ServiceExit end;
    private final MeterRegistry meters;

    ChannelReaders(KafkaClients clients, ServiceExit end, MeterRegistry meters) {
        this.clients = clients;
        this.end = end;
        this.meters = meters;
    }

    /**
     * Begins to read the events for a channel.
     *
     * @param group its consumer group
     * @param reset where a new group begins: {@code earliest} or {@code latest}
     * @param gather how long a few events may wait for others
     */
    void start(String name, String group, String reset, Duration gather, RecordChannel channel) {
        ChannelReader reader = new ChannelReader(
                name, clients.name(Topic.EVENTS), () -> member(name, group, reset, gather), channel, end::end);
        readers.put(name, reader);
        reader.start();
    }

    private Consumer<String, byte[]> member(String name, String group, String reset, Duration gather) {
        Consumer<String, byte[]> consumer = clients.member(name, group, reset, gather);
        KafkaClientMetrics before = metrics.put(name, new KafkaClientMetrics(consumer));
        if (before != null) {
            before.close();
        }
        metrics.get(name).bindTo(meters);
        return consumer;
    }

    /** The channels that are not in their group yet, or not any more; empty where all are. */
    Optional<String> missing() {
        String names = readers.entrySet().stream()
                .filter(reader -> !reader.getValue().joined())
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        return Optional.of(names).filter(found -> !found.isEmpty());
    }

    /** Before what the channels use is closed. */
    void stop(@Observes ShutdownEvent event) {
        readers.values().forEach(ChannelReader::stop);
        readers.values().forEach(ChannelReader::close);
    }
}
