package io.epochal.example.subscriber;

import static org.awaitility.Awaitility.await;

import io.epochal.kafka.Records;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandOutcome;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Message;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.UnreadableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What a trainer publishes about one run, without the training. */
final class TrainerPart implements AutoCloseable {
    static final String EVENTS = "training.events";
    private static final String CONTROL = "training.control";
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final RunSpec SPEC = RunSpec.of(Map.of(
            "name",
            "test",
            "data",
            Map.of("dataset", "mnist", "scale", List.of(0, 1)),
            "model",
            Map.of("layers", List.of(Map.of("type", "Dense", "units", 10, "activation", "softmax"))),
            "metrics",
            List.of("accuracy"),
            "batch_size",
            1,
            "epochs",
            9,
            "validation_split",
            0.2));

    private final Map<String, Object> client;
    private final String run;
    private final KafkaProducer<String, byte[]> producer;

    TrainerPart(String bootstrap, String run) {
        this.client = Map.of("bootstrap.servers", bootstrap);
        this.run = run;
        this.producer = new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
    }

    void says(Message message) {
        writes(Records.of(EVENTS, message, "/test"));
    }

    void saysTwice(Message message) {
        says(message);
        says(message);
    }

    void writes(ProducerRecord<String, byte[]> record) {
        var unused = producer.send(record);
        producer.flush();
    }

    /** Waits for a request in the background, answers it after the given event, and ends the run; without one it ends all the same. */
    CompletableFuture<Void> appliesAfter(EpochEnded last) {
        return CompletableFuture.runAsync(() -> {
                    await().atMost(LIMIT).until(() -> !requests().isEmpty());
                    CommandRequest request = request(requests().get(0));
                    saysTwice(new CommandApplied(
                            run,
                            last.attempt(),
                            last.sequence() + 1,
                            Instant.now(),
                            request.commandId(),
                            request.command(),
                            last.epoch(),
                            41,
                            CommandOutcome.APPLIED));
                    String reason = ((Command.StopTraining) request.command()).reason();
                    says(ended(last.attempt(), last.sequence() + 2, RunStatus.STOPPED_EARLY, reason, last.epoch() + 1));
                })
                .whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        says(ended(9, 0, RunStatus.FAILED, failure.toString(), 0));
                    }
                });
    }

    EpochEnded epoch(int attempt, long sequence, int epoch, double accuracy) {
        Metrics metrics = Metrics.of(Map.of("loss", 0.1, "val_accuracy", accuracy));
        return new EpochEnded(
                run,
                attempt,
                sequence,
                Instant.now(),
                TrainingParams.of(SPEC),
                epoch,
                epoch + 1,
                metrics,
                0.001,
                1,
                false,
                List.of());
    }

    RunResumed resumed(int attempt, int fromAttempt, long fromSequence, int epoch) {
        return new RunResumed(
                run,
                attempt,
                0,
                Instant.now(),
                SPEC,
                epoch,
                0,
                epoch + 1,
                fromAttempt,
                fromSequence,
                "key",
                1,
                1,
                "cpu");
    }

    RunEnded ended(int attempt, long sequence, RunStatus status, String reason, int epochs) {
        return new RunEnded(
                run,
                attempt,
                sequence,
                Instant.now(),
                status,
                reason,
                epochs,
                null,
                Metrics.NONE,
                Metrics.NONE,
                0.001,
                null);
    }

    /** All that is stored for the run in the control topic by now. */
    List<ConsumerRecord<String, byte[]>> requests() {
        try (KafkaConsumer<String, byte[]> control =
                new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = control.partitionsFor(CONTROL).stream()
                    .map(one -> new TopicPartition(CONTROL, one.partition()))
                    .toList();
            control.assign(partitions);
            control.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = control.endOffsets(partitions);
            List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
            while (partitions.stream().anyMatch(one -> control.position(one) < Objects.requireNonNull(ends.get(one)))) {
                control.poll(Duration.ofMillis(100)).forEach(found::add);
            }
            return found.stream().filter(one -> run.equals(one.key())).toList();
        }
    }

    static CommandRequest request(ConsumerRecord<String, byte[]> record) {
        try {
            return (CommandRequest) Records.read(record);
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
