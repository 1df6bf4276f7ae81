package io.epochal.callback.page;

import io.epochal.callback.messaging.EmbeddedBroker;
import io.epochal.kafka.Records;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Message;
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

/** What a trainer finds of a run in Kafka, that the page has written. */
final class StoredMessages {
    private StoredMessages() {}

    /** The requests to train a run. */
    static List<RunRequested> requests(String run) throws UnreadableException {
        return of(run, Topic.RUNS).stream().map(RunRequested.class::cast).toList();
    }

    /** The newest command to a run that was sent one. */
    static CommandRequest newestCommand(String run) throws UnreadableException {
        List<CommandRequest> commands = of(run, Topic.CONTROL).stream()
                .filter(CommandRequest.class::isInstance)
                .map(CommandRequest.class::cast)
                .toList();
        return commands.get(commands.size() - 1);
    }

    private static List<Message> of(String run, Topic topic) throws UnreadableException {
        TopicPartition partition = new TopicPartition(topic.name("training."), 0);
        List<Message> found = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", EmbeddedBroker.bootstrap()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (run.equals(record.key())) {
                        found.add(Records.read(record));
                    }
                }
            }
        }
        return found;
    }
}
