package io.epochal.callback.api;

import io.epochal.callback.Specs;
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Message;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.CheckpointTaken;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import io.epochal.protocol.TrainingEvent.WeightsDrawn;
import io.epochal.protocol.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Says what a trainer, or the command line, would say of one run. */
public record TestLog(String run, KafkaProducer<String, byte[]> producer) implements AutoCloseable {
    private static final RunSpec SPEC = Specs.with(List.of(), List.of());

    public static TestLog of(String run, String bootstrap) {
        return new TestLog(
                run,
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap), new StringSerializer(), new ByteArraySerializer()));
    }

    public String started(int attempt) {
        return event(new RunStarted(
                run, attempt, 0, Instant.EPOCH, SPEC, List.of(28, 28, 1), 1, 1, "cpu", SPEC.callbacks()));
    }

    public String taken(int attempt, long sequence) {
        return event(new CheckpointTaken(run, attempt, sequence, Instant.EPOCH, 0, 0, sequence));
    }

    public String suspended(int attempt, long sequence) {
        return event(new RunSuspended(run, attempt, sequence, Instant.EPOCH, 0, 0, sequence));
    }

    public String drawn(int attempt, long sequence, String image) {
        return event(
                new WeightsDrawn(run, attempt, sequence, Instant.EPOCH, 0, 0, "dense/kernel", 28, 28, List.of(image)));
    }

    public String ended(int attempt, long sequence) {
        return event(new RunEnded(
                run,
                attempt,
                sequence,
                Instant.EPOCH,
                RunStatus.CANCELLED,
                "by hand",
                1,
                null,
                Metrics.NONE,
                Metrics.NONE,
                0.1,
                null));
    }

    /** Any event, without waiting for Kafka. */
    public void says(Message event) {
        Wire.Encoded encoded = Wire.encode(event, "/test");
        ProducerRecord<String, byte[]> record = new ProducerRecord<>("training.events", encoded.key(), encoded.value());
        encoded.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        var unused = producer.send(record);
    }

    /** A batch with this loss. */
    public void batch(int attempt, long step, double loss) {
        send(Topic.BATCHES, new BatchEnded(run, attempt, Instant.EPOCH, 0, 0, step, loss, Metrics.NONE, 0.1, 0));
    }

    public void requested() {
        send(Topic.RUNS, new RunRequested(run, Instant.EPOCH, SPEC));
    }

    /** What somebody asks of the run, past this service. */
    public void asks(String by, Command command) {
        send(
                Topic.CONTROL,
                new CommandRequest(run, Instant.now(), UUID.randomUUID().toString(), by, command));
    }

    public void takenBack(int attempt) {
        RunRequested.TakenBack end = new RunRequested.TakenBack(attempt, List.of());
        send(Topic.RUNS, new RunRequested(run, Instant.EPOCH, SPEC, null, end));
    }

    /** A record under this key of another program, of an unknown type. */
    public String foreign(String type, String json) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>("training.events", run, json.getBytes(StandardCharsets.UTF_8));
        record.headers().add("ce_type", type.getBytes(StandardCharsets.UTF_8));
        return send(record);
    }

    /** Its place, as the interface writes it. */
    private String event(Message message) {
        return send(Topic.EVENTS, message);
    }

    private String send(Topic topic, Message message) {
        Wire.Encoded encoded = Wire.encode(message, "/test");
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(topic.name("training."), encoded.key(), encoded.value());
        encoded.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return send(record);
    }

    private String send(ProducerRecord<String, byte[]> record) {
        try {
            var stored = producer.send(record).get();
            return stored.partition() + "-" + stored.offset();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
