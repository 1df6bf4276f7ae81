package io.epochal.callback.page;

import io.epochal.kafka.Records;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.Topic;
import io.epochal.protocol.UnreadableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What the trainers find in their queue. */
final class RequestedRun {
    private RequestedRun() {}

    /** The requests for a run. */
    static List<RunRequested> of(String run, String bootstrap) throws UnreadableException {
        TopicPartition partition = new TopicPartition(Topic.RUNS.name("training."), 0);
        List<RunRequested> found = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (run.equals(record.key()) && Records.read(record) instanceof RunRequested request) {
                        found.add(request);
                    }
                }
            }
        }
        return found;
    }
}
