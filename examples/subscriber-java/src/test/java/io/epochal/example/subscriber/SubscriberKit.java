package io.epochal.example.subscriber;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.kafka.RunPartition;
import io.epochal.kafka.TopicPlan;
import io.epochal.protocol.Command.StopTraining;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.stack.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a subscriber does, in any language, against a broker in this JVM. */
@Tag("slow")
@Timeout(120)
abstract class SubscriberKit {
    private static final int PARTITIONS = 6;

    @TempDir
    private static Path folder;

    private static EmbeddedKafka kafka;

    private final String run = "run-" + UUID.randomUUID();
    private TrainerPart trainer;

    /** Runs it until it ends by itself; the lines that it printed. */
    abstract List<String> subscribe(String bootstrap, String run, double threshold) throws Exception;

    /** The same by a file of settings for Kafka's clients. */
    abstract List<String> subscribeBy(Path properties, String run, double threshold) throws Exception;

    /** By which it signs its requests, and their id. */
    abstract String name();

    @BeforeAll
    static void startKafka() throws Exception {
        kafka = new EmbeddedKafka(folder.resolve("kafka"), 0);
        kafka.create(new TopicPlan("training.", PARTITIONS, PARTITIONS, (short) 1));
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @BeforeEach
    void connect() {
        trainer = new TrainerPart(kafka.bootstrap(), run);
    }

    @AfterEach
    void disconnect() {
        trainer.close();
    }

    @Test
    void tellsEachEpochAndAsksForAStopOnceThoughEverythingIsSaidTwice() throws Exception {
        EpochEnded last = trainer.epoch(1, 2, 2, 0.9902);
        trainer.saysTwice(trainer.epoch(1, 0, 0, 0.5));
        trainer.saysTwice(trainer.epoch(1, 1, 1, 0.9901));
        trainer.saysTwice(last);
        trainer.says(trainer.epoch(1, 1, 1, 0.9901));
        CompletableFuture<Void> applied = trainer.appliesAfter(last);

        assertThat(subscribe(kafka.bootstrap(), run, 0.99))
                .containsExactly(
                        "epoch 1: val_accuracy 0.5000",
                        "epoch 2: val_accuracy 0.9901",
                        "epoch 3: val_accuracy 0.9902",
                        "stop applied in epoch 3",
                        "stopped_early after 3 epochs: val_accuracy is above 0.99");
        assertThat(applied).succeedsWithin(Duration.ofSeconds(10));
        assertThat(trainer.requests()).singleElement().satisfies(this::isAsTheServicesWriteIt);
    }

    private void isAsTheServicesWriteIt(ConsumerRecord<String, byte[]> record) {
        CommandRequest request = TrainerPart.request(record);
        Map<String, String> headers = new TreeMap<>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));

        assertThat(request)
                .isEqualTo(new CommandRequest(
                        run, request.time(), name(), name(), new StopTraining("val_accuracy is above 0.99")));
        assertThat(headers.remove("ce_time")).endsWith("Z");
        assertThat(headers)
                .isEqualTo(Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        run + "/commands/" + name(),
                        "ce_source",
                        "/" + name(),
                        "ce_type",
                        "io.epochal.CommandRequest",
                        "ce_subject",
                        run,
                        "content-type",
                        "application/json"));
        assertThat(record.partition()).isEqualTo(RunPartition.of(run, PARTITIONS));
    }

    @Test
    void findsKafkaByAFileOfSettings() throws Exception {
        Path properties = Files.writeString(
                folder.resolve("kafka.properties"), "# A client's\nbootstrap.servers=" + kafka.bootstrap() + "\n");
        EpochEnded last = trainer.epoch(1, 0, 0, 1.0);
        trainer.says(last);
        CompletableFuture<Void> applied = trainer.appliesAfter(last);

        assertThat(subscribeBy(properties, run, 0.99)).first().isEqualTo("epoch 1: val_accuracy 1.0000");
        assertThat(applied).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void asksForTheSameAgainWhenItIsStartedAgain() throws Exception {
        EpochEnded last = trainer.epoch(1, 0, 0, 1.0);
        trainer.says(last);
        CompletableFuture<Void> applied = trainer.appliesAfter(last);

        List<String> first = subscribe(kafka.bootstrap(), run, 0.99);
        assertThat(applied).succeedsWithin(Duration.ofSeconds(10));

        assertThat(subscribe(kafka.bootstrap(), run, 0.99)).isEqualTo(first).hasSize(3);
        assertThat(trainer.requests())
                .hasSize(2)
                .extracting(one -> TrainerPart.request(one).id())
                .containsOnly(run + "/commands/" + name());
    }

    @Test
    void passesOverATrainerThatWasGivenUpAndTellsNoEpochAgain() throws Exception {
        trainer.says(trainer.epoch(1, 0, 0, 0.5));
        trainer.says(trainer.resumed(2, 1, 0, 0));
        trainer.says(trainer.epoch(1, 1, 1, 0.999));
        trainer.says(trainer.epoch(2, 1, 0, 0.5));
        trainer.says(trainer.epoch(2, 2, 1, 0.6));
        trainer.says(trainer.ended(2, 3, RunStatus.COMPLETED, "all epochs", 2));

        assertThat(subscribe(kafka.bootstrap(), run, 0.99))
                .containsExactly(
                        "epoch 1: val_accuracy 0.5000",
                        "epoch 2: val_accuracy 0.6000",
                        "completed after 2 epochs: all epochs");
        assertThat(trainer.requests()).isEmpty();
    }

    @Test
    void asksForNothingAtTheThresholdNorAtNanNorForAnotherRunNorForWhatCannotBeRead() throws Exception {
        try (TrainerPart other = new TrainerPart(kafka.bootstrap(), "another-" + run)) {
            other.says(other.epoch(1, 0, 0, 1.0));
        }
        ProducerRecord<String, byte[]> garbage = new ProducerRecord<>(TrainerPart.EVENTS, run, "{".getBytes(UTF_8));
        garbage.headers().add("ce_type", "io.epochal.EpochEnded".getBytes(UTF_8));
        trainer.writes(garbage);
        trainer.writes(new ProducerRecord<>(TrainerPart.EVENTS, run, "{}".getBytes(UTF_8)));
        trainer.writes(new ProducerRecord<>(TrainerPart.EVENTS, run, null));
        trainer.says(trainer.epoch(1, 0, 0, Double.NaN));
        trainer.says(trainer.epoch(1, 1, 1, 0.75));
        trainer.says(trainer.ended(1, 2, RunStatus.COMPLETED, "all epochs", 2));

        assertThat(subscribe(kafka.bootstrap(), run, 0.75))
                .hasSize(3)
                .endsWith("epoch 2: val_accuracy 0.7500", "completed after 2 epochs: all epochs");
        assertThat(trainer.requests()).isEmpty();
    }
}
