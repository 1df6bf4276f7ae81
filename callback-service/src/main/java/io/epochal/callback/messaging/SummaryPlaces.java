package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.kafka.Records;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.Topic;
import io.epochal.protocol.UnreadableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jboss.logging.Logger;

/** Where the newest summary of each run is on the topic of summaries, and of which topics it is. It keeps no summary in memory. */
final class SummaryPlaces implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SummaryPlaces.class);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final TopicScan scan;
    private final Map<String, Place> places = new HashMap<>();

    /** @param topicIds of the topics that the summary is of, by their names */
    record Place(int partition, long offset, Map<String, String> topicIds) {}

    SummaryPlaces(KafkaClients clients) {
        this.scan = new TopicScan(clients, Topic.SUMMARIES, this::note);
    }

    private void note(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            places.remove(record.key());
        } else {
            Map<String, String> ids =
                    summary(record).map(SummaryPlaces::topicIds).orElse(Map.of());
            places.put(record.key(), new Place(record.partition(), record.offset(), ids));
        }
    }

    /** Empty for a record that is no summary, which is logged. */
    static Optional<RunSummary> summary(ConsumerRecord<String, byte[]> record) {
        try {
            return Records.read(record) instanceof RunSummary summary ? Optional.of(summary) : Optional.empty();
        } catch (UnreadableException e) {
            LOG.warnf("the summary of %s is written anew: %s", record.key(), e.getMessage());
            return Optional.empty();
        }
    }

    private static Map<String, String> topicIds(RunSummary summary) {
        Map<String, String> ids = new HashMap<>();
        summary.spans()
                .forEach(span -> ids.put(span.topic().intern(), span.topicId().intern()));
        return ids;
    }

    /** Knows afterwards where everything is that others have written by now. */
    void catchUp() throws LogUnavailableException {
        scan.catchUp(LIMIT);
    }

    Optional<Place> find(String run) {
        return Optional.ofNullable(places.get(run));
    }

    void put(RunSummary summary, RecordMetadata stored) {
        places.put(summary.run(), new Place(stored.partition(), stored.offset(), topicIds(summary)));
    }

    void remove(String run) {
        places.remove(run);
    }

    /** The runs whose summaries are of topics that were deleted and created again since. */
    List<String> outdated(Map<String, String> topicIds) {
        return places.entrySet().stream()
                .filter(place -> !topicIds.entrySet()
                        .containsAll(place.getValue().topicIds().entrySet()))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public void close() {
        scan.close();
    }
}
