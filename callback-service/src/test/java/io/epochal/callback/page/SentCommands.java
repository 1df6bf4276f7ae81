package io.epochal.callback.page;

import io.epochal.kafka.Records;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Topic;
import io.epochal.protocol.UnreadableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What a trainer finds on the topic of commands. */
final class SentCommands {
    private SentCommands() {}

    /** The id of the newest command to a run that was sent one. */
    static String newest(String run, String bootstrap) throws UnreadableException {
        TopicPartition partition = new TopicPartition(Topic.CONTROL.name("training."), 0);
        String newest = "";
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (run.equals(record.key()) && Records.read(record) instanceof CommandRequest request) {
                        newest = request.commandId();
                    }
                }
            }
        }
        return newest;
    }
}
