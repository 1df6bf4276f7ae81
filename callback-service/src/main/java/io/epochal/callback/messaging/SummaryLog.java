package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.kafka.Records;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.Topic;
import io.epochal.protocol.UnreadableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
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

/** The topic of summaries, for the one who writes it: knows where the newest summary of each run is, and keeps none in memory. */
final class SummaryLog implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SummaryLog.class);
    private static final String SOURCE = "/callback-service/summaries";
    private static final Duration WAIT = Duration.ofMillis(10);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final KafkaClients clients;
    private final TopicScan scan;
    private final Map<String, Place> places = new HashMap<>();
    private @Nullable Producer<String, byte[]> producer;
    private @Nullable KafkaConsumer<String, byte[]> reader;

    /** @param topicIds of the topics that the summary is of, by their names */
    private record Place(int partition, long offset, Map<String, String> topicIds) {}

    SummaryLog(KafkaClients clients) {
        this.clients = clients;
        this.scan = new TopicScan(clients, Topic.SUMMARIES, this::note);
    }

    private void note(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            places.remove(record.key());
        } else {
            Map<String, String> ids = read(record).map(SummaryLog::topicIds).orElse(Map.of());
            places.put(record.key(), new Place(record.partition(), record.offset(), ids));
        }
    }

    private static Map<String, String> topicIds(RunSummary summary) {
        Map<String, String> ids = new HashMap<>();
        summary.spans()
                .forEach(span -> ids.put(span.topic().intern(), span.topicId().intern()));
        return ids;
    }

    /** The runs whose summaries are of topics that were deleted and created again since. */
    List<String> outdated(Map<String, String> topicIds) {
        return places.entrySet().stream()
                .filter(place -> !topicIds.entrySet()
                        .containsAll(place.getValue().topicIds().entrySet()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns whether the summaries of these runs are deleted. */
    boolean delete(Collection<String> runs) throws InterruptedException {
        String topic = clients.name(Topic.SUMMARIES);
        boolean deleted = send(
                runs.stream()
                        .map(run -> new ProducerRecord<String, byte[]>(topic, run, null))
                        .toList(),
                Map.of());
        if (deleted) {
            runs.forEach(places::remove);
        }
        return deleted;
    }

    /** Knows afterwards where everything is that others have written by now. */
    void catchUp() throws LogUnavailableException {
        scan.catchUp(LIMIT);
    }

    /** The newest summary of a run; empty where there is none, or none that can be read. */
    Optional<RunSummary> find(String run) throws LogUnavailableException {
        Place place = places.get(run);
        if (place == null) {
            return Optional.empty();
        }
        KafkaConsumer<String, byte[]> opened = reader();
        TopicPartition partition = new TopicPartition(clients.name(Topic.SUMMARIES), place.partition());
        opened.assign(List.of(partition));
        opened.seek(partition, place.offset());
        long end = opened.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        while (opened.position(partition) < end) {
            for (ConsumerRecord<String, byte[]> record : opened.poll(WAIT)) {
                if (run.equals(record.key())) {
                    return read(record);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<RunSummary> read(ConsumerRecord<String, byte[]> record) {
        try {
            return Records.read(record) instanceof RunSummary summary ? Optional.of(summary) : Optional.empty();
        } catch (UnreadableException e) {
            LOG.warnf("the summary of %s is written anew: %s", record.key(), e.getMessage());
            return Optional.empty();
        }
    }

    /** Returns whether all of them are durable. */
    boolean write(Collection<RunSummary> summaries) throws InterruptedException {
        Map<String, Map<String, String>> ids = new HashMap<>();
        summaries.forEach(summary -> ids.put(summary.run(), topicIds(summary)));
        return send(
                summaries.stream()
                        .map(summary -> Records.of(clients.name(Topic.SUMMARIES), summary, SOURCE))
                        .toList(),
                ids);
    }

    private boolean send(List<ProducerRecord<String, byte[]>> records, Map<String, Map<String, String>> topicIds)
            throws InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try {
            for (ProducerRecord<String, byte[]> record : records) {
                sent.add(producer().send(record));
            }
            for (int i = 0; i < records.size(); i++) {
                RecordMetadata place = sent.get(i).get();
                String run = records.get(i).key();
                places.put(run, new Place(place.partition(), place.offset(), topicIds.getOrDefault(run, Map.of())));
            }
            return true;
        } catch (InterruptException e) {
            var unused = Thread.interrupted();
            throw new InterruptedException("the service is stopping");
        } catch (ExecutionException | KafkaException e) {
            LOG.warnf("summaries of %d runs are not stored yet: %s", records.size(), KafkaClients.reason(e));
            return false;
        }
    }

    private Producer<String, byte[]> producer() {
        Producer<String, byte[]> opened = producer == null ? clients.producer() : producer;
        producer = opened;
        return opened;
    }

    private KafkaConsumer<String, byte[]> reader() throws LogUnavailableException {
        KafkaConsumer<String, byte[]> opened = reader == null ? clients.readerOf(Topic.SUMMARIES, WAIT) : reader;
        reader = opened;
        return opened;
    }

    @Override
    public void close() {
        scan.close();
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
        if (reader != null) {
            reader.close();
        }
    }
}
