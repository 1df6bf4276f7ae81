package io.epochal.cli.conformance.program;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.kafka.Records;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
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

/** A trainer's Kafka clients: all that is on the topics, and what it says there. */
final class ContractTopics implements AutoCloseable {
    private static final String SOURCE = "/contract";
    private static final List<Topic> READ = List.of(Topic.RUNS, Topic.EVENTS, Topic.CONTROL, Topic.VERDICTS);

    private final String prefix;
    private final PlantedFault fault;
    private final KafkaConsumer<String, byte[]> consumer;
    private final KafkaProducer<String, byte[]> producer;
    private final List<Message> all = new ArrayList<>();
    private int said;

    ContractTopics(Map<String, String> environment, PlantedFault fault) {
        this.prefix = Objects.requireNonNull(environment.get("EPOCHAL_TOPIC_PREFIX"));
        this.fault = fault;
        Map<String, Object> client = Map.of("bootstrap.servers", environment.get("KAFKA_BOOTSTRAP_SERVERS"));
        this.consumer = new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
        List<TopicPartition> partitions = READ.stream()
                .map(topic -> new TopicPartition(topic.name(prefix), 0))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll(Duration.ofMillis(20));
        }
    }

    @Override
    public void close() {
        consumer.close(Duration.ZERO);
        producer.close(Duration.ofSeconds(1));
    }

    void poll(Duration limit) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(limit)) {
            try {
                all.add(Records.read(record));
            } catch (UnreadableException e) {
                // One of the planted faults.
            }
        }
    }

    private <M extends Message> Stream<M> all(Class<M> type, String run) {
        return all.stream().filter(type::isInstance).map(type::cast).filter(one -> one.run()
                .equals(run));
    }

    int newestAttempt(String run) {
        return all(TrainingEvent.class, run)
                .mapToInt(TrainingEvent::attempt)
                .max()
                .orElse(0);
    }

    Optional<JsonNode> verdict(String run, int attempt, long answers) {
        return all(Verdict.class, run)
                .filter(one -> one.attempt() == attempt && one.answers() == answers)
                .findFirst()
                .map(one -> Wire.JSON.valueToTree(one));
    }

    ArrayNode requests(String run) {
        return Wire.JSON.valueToTree(all(CommandRequest.class, run).toList());
    }

    Optional<RunRequested> queued() {
        return all.stream()
                .filter(RunRequested.class::isInstance)
                .map(RunRequested.class::cast)
                .findFirst();
    }

    /** Whether a verdict will follow. */
    boolean say(Topic topic, String type, ObjectNode message) {
        if (fault == PlantedFault.LOSES_WHAT_A_CUT_LINE_HELD && topic == Topic.EVENTS && ++said == 3) {
            return true;
        }
        try {
            byte[] json = Wire.JSON.writeValueAsBytes(message);
            Message whole = Wire.decode(Map.of("ce_type", "io.epochal." + type), json);
            ProducerRecord<String, byte[]> record = Records.of(topic.name(prefix), whole, SOURCE);
            producer.send(planted(record, json)).get();
            return whole instanceof TrainingEvent.Barrier;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (UnreadableException | ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As it was said: a number keeps its digits. */
    private ProducerRecord<String, byte[]> planted(ProducerRecord<String, byte[]> record, byte[] json) {
        String key = fault == PlantedFault.USES_ANOTHER_KEY ? "another" : record.key();
        ProducerRecord<String, byte[]> said = new ProducerRecord<>(record.topic(), null, key, json, record.headers());
        if (fault == PlantedFault.SAYS_ANOTHER_CE_ID) {
            said.headers().remove("ce_id").add("ce_id", "1".getBytes(StandardCharsets.UTF_8));
        }
        return said;
    }
}
