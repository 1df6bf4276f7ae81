package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.Specs;
import io.epochal.callback.UpgradingDecider;
import io.epochal.kafka.Records;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Verdict;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In an upgrade, a decider of this version beside a trainer of an older one, which hears verdicts among the requests only. */
@Tag("slow")
@QuarkusTest
@QuarkusTestResource(EmbeddedBroker.class)
@TestProfile(UpgradingDecider.class)
class VerdictsOnControlQuarkusTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private final String run = "run-" + UUID.randomUUID();

    @Test
    void eachVerdictIsPublishedToBothTopics() {
        Map<String, Object> settings = Map.of("bootstrap.servers", EmbeddedBroker.bootstrap());
        try (KafkaProducer<String, byte[]> producer =
                        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
                KafkaConsumer<String, byte[]> consumer =
                        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> both =
                    List.of(new TopicPartition("training.control", 0), new TopicPartition("training.verdicts", 0));
            consumer.assign(both);
            consumer.seekToBeginning(both);
            var unused = producer.send(Records.of("training.events", epoch(), "/test"));
            producer.flush();

            Map<String, Verdict> heard = new TreeMap<>();
            await().atMost(LIMIT).untilAsserted(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> hear(record, heard));
                assertThat(heard).containsOnlyKeys("training.control", "training.verdicts");
            });
            assertThat(heard.get("training.control"))
                    .isEqualTo(heard.get("training.verdicts"))
                    .extracting(Verdict::answers)
                    .isEqualTo(3L);
        }
    }

    private void hear(ConsumerRecord<String, byte[]> record, Map<String, Verdict> heard) {
        try {
            if (run.equals(record.key())) {
                heard.put(record.topic(), (Verdict) Records.read(record));
            }
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    private EpochEnded epoch() {
        RunSpec spec = Specs.with(List.of("accuracy"), List.of());
        return new EpochEnded(
                run,
                1,
                3,
                Instant.EPOCH,
                TrainingParams.of(spec),
                0,
                1,
                Metrics.NONE.with("loss", 0.5),
                0.1,
                1,
                false,
                spec.callbacks());
    }
}
