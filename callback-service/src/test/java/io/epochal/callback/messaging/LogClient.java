package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.kafka.Records;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes events and reads what the callback service publishes, as a trainer and an operator do. */
public final class LogClient implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final String EVENTS = Topic.EVENTS.name("training.");
    private static final String VERDICTS = Topic.VERDICTS.name("training.");
    private static final String LETTERS = Topic.DEAD_LETTERS.name("training.");

    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> received = new ArrayList<>();

    public LogClient(String bootstrap) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "max.request.size", 4_000_000);
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = Stream.of(VERDICTS, LETTERS)
                .map(topic -> new TopicPartition(topic, 0))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    public void publish(Message message) {
        publish(Records.of(EVENTS, message, "/test"));
    }

    /** An event as a service leaves it that died before the verdict was stored. */
    public void publishWithoutItsVerdict(Message message) {
        ProducerRecord<String, byte[]> record = Records.of(EVENTS, message, "/test");
        ImmediateVerdicts.mark(record, "/test");
        publish(record);
    }

    void publish(String type, String run, byte[] value) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(EVENTS, run, value);
        record.headers().add("ce_type", type.getBytes(StandardCharsets.UTF_8));
        publish(record);
    }

    void publish(ProducerRecord<String, byte[]> record) {
        var unused = producer.send(record);
        producer.flush();
    }

    /** All verdicts on this run, once there are as many. */
    public List<Verdict> verdicts(String run, int count) {
        return received(VERDICTS, run, count).stream().map(LogClient::verdict).toList();
    }

    List<ConsumerRecord<String, byte[]>> letters(String run, int count) {
        return received(LETTERS, run, count);
    }

    private static Verdict verdict(ConsumerRecord<String, byte[]> record) {
        try {
            return (Verdict) Records.read(record);
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    private List<ConsumerRecord<String, byte[]>> received(String topic, String run, int count) {
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        await().atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(LOOK).untilAsserted(() -> {
            consumer.poll(Duration.ofMillis(100)).forEach(received::add);
            found.clear();
            received.stream()
                    .filter(record -> record.topic().equals(topic) && run.equals(record.key()))
                    .forEach(found::add);
            assertThat(found).as("%s of %s", topic, run).hasSizeGreaterThanOrEqualTo(count);
        });
        return found;
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
