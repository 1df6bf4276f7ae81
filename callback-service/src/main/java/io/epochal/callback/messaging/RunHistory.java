package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.protocol.RunSummary.Span;
import io.epochal.protocol.Topic;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads the records of one run again. */
final class RunHistory {
    private static final Duration WAIT = Duration.ofMillis(100);

    private final KafkaClients clients;

    RunHistory(KafkaClients clients) {
        this.clients = clients;
    }

    /** Passes on the run's records in these parts of the log, as far as they are there still. */
    void read(String run, List<Span> spans, Consumer<ConsumerRecord<String, byte[]>> each)
            throws LogUnavailableException {
        try (KafkaConsumer<String, byte[]> reader = clients.readers().of(Topic.EVENTS, WAIT)) {
            for (Span span : spans) {
                TopicPartition partition = new TopicPartition(span.topic(), span.partition());
                List<TopicPartition> one = List.of(partition);
                reader.assign(one);
                reader.seek(
                        partition,
                        Math.max(span.first(), reader.beginningOffsets(one).getOrDefault(partition, 0L)));
                long end = Math.min(span.last() + 1, reader.endOffsets(one).getOrDefault(partition, 0L));
                while (reader.position(partition) < end) {
                    for (ConsumerRecord<String, byte[]> record : reader.poll(WAIT)) {
                        if (run.equals(record.key()) && record.offset() < end) {
                            each.accept(record);
                        }
                    }
                }
            }
        }
    }
}
