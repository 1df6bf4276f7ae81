package io.epochal.benchmark;

import io.epochal.protocol.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What a decider can at best be: reads events as a member of a group, and for each sends the bytes of one verdict, with nothing decoded
 * and nothing decided. As the callback service, it waits until a fetch's verdicts are stored, and commits twice a second.
 */
final class BareDecider {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long COMMIT_NANOS = Duration.ofMillis(500).toNanos();

    private BareDecider() {}

    /** @param arguments the broker, the group, and a file with the verdict's bytes */
    public static void main(String[] arguments) throws IOException {
        byte[] verdict = Files.readAllBytes(Path.of(arguments[2]));
        String target = Topic.VERDICTS.name(RecordLog.PREFIX);
        Map<String, Object> reading = Map.of(
                "bootstrap.servers",
                arguments[0],
                "group.id",
                arguments[1],
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                "false",
                "fetch.max.bytes",
                "8388608");
        Map<String, Object> writing = Map.of("bootstrap.servers", arguments[0], "acks", "all", "linger.ms", "0");
        try (KafkaConsumer<String, byte[]> consumer =
                        new KafkaConsumer<>(reading, new StringDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<String, byte[]> producer =
                        new KafkaProducer<>(writing, new StringSerializer(), new ByteArraySerializer())) {
            consumer.subscribe(List.of(Topic.EVENTS.name(RecordLog.PREFIX)));
            answerAll(consumer, producer, target, verdict);
        }
    }

    private static void answerAll(
            KafkaConsumer<String, byte[]> consumer,
            KafkaProducer<String, byte[]> producer,
            String target,
            byte[] verdict) {
        long committed = System.nanoTime();
        while (!Thread.currentThread().isInterrupted()) {
            ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
            for (ConsumerRecord<String, byte[]> record : records) {
                var unused = producer.send(new ProducerRecord<>(target, null, record.key(), verdict, record.headers()));
            }
            producer.flush();
            if (System.nanoTime() - committed > COMMIT_NANOS) {
                committed = System.nanoTime();
                consumer.commitAsync();
            }
        }
    }
}
