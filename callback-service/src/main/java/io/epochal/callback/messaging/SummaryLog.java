package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.kafka.Records;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The topic of summaries, for the one who writes it. */
final class SummaryLog implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SummaryLog.class);
    private static final String SOURCE = "/callback-service/summaries";
    private static final Duration WAIT = Duration.ofMillis(10);

    private final KafkaClients clients;
    private final SummaryPlaces places;
    private @Nullable Producer<String, byte[]> producer;
    private @Nullable KafkaConsumer<String, byte[]> reader;

    /** @param stored is told where the record is */
    private record Sending(ProducerRecord<String, byte[]> record, Consumer<RecordMetadata> stored) {}

    SummaryLog(KafkaClients clients) {
        this.clients = clients;
        this.places = new SummaryPlaces(clients);
    }

    /** Knows afterwards where everything is that others have written by now. */
    void catchUp() throws LogUnavailableException {
        places.catchUp();
    }

    /** The runs whose summaries are of topics that were deleted and created again since. */
    List<String> outdated(Map<String, String> topicIds) {
        return places.outdated(topicIds);
    }

    /** The newest summary of a run; empty where there is none, or none that can be read. */
    Optional<RunSummary> find(String run) throws LogUnavailableException {
        Optional<SummaryPlaces.Place> place = places.find(run);
        return place.isPresent() ? read(run, place.get()) : Optional.empty();
    }

    private Optional<RunSummary> read(String run, SummaryPlaces.Place place) throws LogUnavailableException {
        KafkaConsumer<String, byte[]> opened = reader();
        TopicPartition partition = new TopicPartition(clients.name(Topic.SUMMARIES), place.partition());
        opened.assign(List.of(partition));
        opened.seek(partition, place.offset());
        long end = opened.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        while (opened.position(partition) < end) {
            for (ConsumerRecord<String, byte[]> record : opened.poll(WAIT)) {
                if (run.equals(record.key())) {
                    return SummaryPlaces.summary(record);
                }
            }
        }
        return Optional.empty();
    }

    /** Returns whether all of them are durable. */
    boolean write(Collection<RunSummary> summaries) throws InterruptedException {
        String topic = clients.name(Topic.SUMMARIES);
        return send(summaries.stream()
                .map(one -> new Sending(Records.of(topic, one, SOURCE), stored -> places.put(one, stored)))
                .toList());
    }

    /** Returns whether the summaries of these runs are deleted. */
    boolean delete(Collection<String> runs) throws InterruptedException {
        String topic = clients.name(Topic.SUMMARIES);
        return send(runs.stream()
                .map(run -> new Sending(new ProducerRecord<>(topic, run, null), stored -> places.remove(run)))
                .toList());
    }

    private boolean send(List<Sending> all) throws InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try {
            for (Sending one : all) {
                sent.add(producer().send(one.record()));
            }
            for (int i = 0; i < all.size(); i++) {
                all.get(i).stored().accept(sent.get(i).get());
            }
            return true;
        } catch (InterruptException e) {
            var unused = Thread.interrupted();
            throw new InterruptedException("the service is stopping");
        } catch (ExecutionException | KafkaException e) {
            LOG.warnf("summaries of %d runs are not stored yet: %s", all.size(), KafkaClients.reason(e));
            return false;
        }
    }

    private Producer<String, byte[]> producer() {
        Producer<String, byte[]> opened = producer == null ? clients.producer() : producer;
        producer = opened;
        return opened;
    }

    private KafkaConsumer<String, byte[]> reader() throws LogUnavailableException {
        KafkaConsumer<String, byte[]> opened =
                reader == null ? clients.readers().of(Topic.SUMMARIES, WAIT) : reader;
        reader = opened;
        return opened;
    }

    @Override
    public void close() {
        places.close();
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
        if (reader != null) {
            reader.close();
        }
    }
}
