package io.epochal.callback.messaging;

import io.epochal.callback.delivery.ServiceExit;
import io.epochal.callback.messaging.channel.ChannelReader;
import io.epochal.callback.messaging.channel.ChannelSettings;
import io.epochal.callback.messaging.channel.RecordChannel;
import io.epochal.protocol.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;

/** The channels of this service, each in a consumer group of its own. */
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

    /** Begins to read these topics for a channel. */
    void start(ChannelSettings settings, RecordChannel channel, Topic... topics) {
        List<String> names = Stream.of(topics).map(clients::name).toList();
        ChannelReader reader = new ChannelReader(settings, names, () -> member(settings), channel, end::end);
        readers.put(settings.name(), reader);
        reader.start();
    }

    private Consumer<String, byte[]> member(ChannelSettings settings) {
        Consumer<String, byte[]> consumer = clients.member(settings);
        KafkaClientMetrics bound = new KafkaClientMetrics(consumer);
        KafkaClientMetrics before = metrics.put(settings.name(), bound);
        if (before != null) {
            before.close();
        }
        bound.bindTo(meters);
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
