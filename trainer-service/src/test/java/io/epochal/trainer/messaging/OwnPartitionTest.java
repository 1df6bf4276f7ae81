package io.epochal.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.checkpoint.LogStarts;
import io.epochal.checkpoint.LogStarts.LogStart;
import io.epochal.kafka.Records;
import io.epochal.kafka.RunPartition;
import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandOutcome;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.Verdict;
import io.epochal.tracing.Traces;
import io.epochal.trainer.run.port.Supervisor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A trainer reads its run's partition of each topic and no other one; over a real broker with several. */
// It waits for the broker: others may use the time. Its own tests share the broker.
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the broker of OwnPartitionTest")
@Timeout(60)
class OwnPartitionTest {
    private static final int PARTITIONS = 6;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<Topic> READ = List.of(Topic.CONTROL, Topic.VERDICTS, Topic.EVENTS);

    @TempDir
    private static Path folder;

    private static TrainerTestBroker broker;
    private final String run = "run-" + UUID.randomUUID();
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final LogStarts stored = new LogStarts(store, run);

    @BeforeAll
    static void start() throws IOException {
        broker = new TrainerTestBroker(folder.resolve("kafka"), KafkaSettings.SHARE_GROUP, 1, PARTITIONS);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void readsEverythingThoughTheOtherPartitionsAreFullOfHostileRecords() throws Exception {
        fillTheOtherPartitions();
        CommandRequest before = request("before the claim");
        broker.send(Topic.CONTROL, before);
        try (KafkaSupervisors supervisors = supervisors();
                Supervisor supervisor = supervisors.open(run, 1)) {
            fillTheOtherPartitions();
            CommandRequest after = request("after-it");
            broker.send(Topic.CONTROL, after);
            broker.send(Topic.VERDICTS, verdict());

            assertThat(supervisor.await(0, LIMIT)).isPresent();
            assertThat(supervisor.nextRequest(0, 0)).contains(before);
            assertThat(supervisor.nextRequest(0, 0)).contains(after);
            assertThat(supervisor.nextRequest(0, 0)).isEmpty();
        }
    }

    /** Records of this run that only a reader of the wrong partition would find. */
    @Test
    void readsNoOtherPartition() throws Exception {
        sendElsewhere(Topic.CONTROL, request("elsewhere"));
        sendElsewhere(Topic.EVENTS, answered(request("c-1")));
        CommandRequest own = request("c-1");
        broker.send(Topic.CONTROL, own);
        try (KafkaSupervisors supervisors = supervisors();
                Supervisor supervisor = supervisors.open(run, 2)) {
            sendElsewhere(Topic.VERDICTS, verdict());
            sendElsewhere(Topic.CONTROL, request("elsewhere-too"));
            broker.send(
                    Topic.VERDICTS,
                    new Verdict(
                            run,
                            2,
                            1,
                            Instant.EPOCH,
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of(),
                            Ask.AT_EPOCH_END));

            assertThat(supervisor.await(1, LIMIT)).isPresent();
            // Not held back until the batch at which it was answered elsewhere.
            assertThat(supervisor.nextRequest(0, 0)).contains(own);
            assertThat(supervisor.nextRequest(0, 0)).isEmpty();
        }
    }

    @Test
    void aLaterAttemptReadsFromTheRunsFirstRecordsOn() throws Exception {
        CommandRequest first = request("c-1");
        broker.send(Topic.CONTROL, request("c-0", "run-of-another"));
        broker.send(Topic.CONTROL, first);
        try (KafkaSupervisors supervisors = supervisors()) {
            supervisors.open(run, 1).close();
            assertThat(stored.read())
                    .extracting(LogStart::topic)
                    .containsExactlyInAnyOrder("training.control", "training.events");
            broker.send(Topic.EVENTS, answered(first));
            CommandRequest second = request("c-2");
            broker.send(Topic.CONTROL, second);

            try (Supervisor supervisor = supervisors.open(run, 2)) {
                assertThat(supervisor.nextRequest(0, 0)).isEmpty();
                assertThat(supervisor.nextRequest(2, 4)).contains(first);
                assertThat(supervisor.nextRequest(2, 4)).contains(second);
            }
        }
    }

    @Test
    void whatIsOlderThanTheStoredOffsetIsNotRead() throws Exception {
        CommandRequest old = request("old");
        broker.send(Topic.CONTROL, old);
        try (KafkaSupervisors supervisors = supervisors()) {
            supervisors.open(run, 1).close();
            List<LogStart> starts = stored.read();
            store(starts, 1);

            try (Supervisor supervisor = supervisors.open(run, 2)) {
                assertThat(supervisor.nextRequest(0, 0)).isEmpty();
            }
            // As when the topic was deleted and created again since.
            stored.write(starts.stream()
                    .map(one -> new LogStart(one.topic(), "of-before", one.partition(), one.offset() + 1))
                    .toList());
            try (Supervisor supervisor = supervisors.open(run, 3)) {
                assertThat(supervisor.nextRequest(0, 0)).contains(old);
            }
            // As when the log was cut short.
            store(starts, 1_000_000);
            try (Supervisor supervisor = supervisors.open(run, 4)) {
                assertThat(supervisor.nextRequest(0, 0)).contains(old);
            }
        }
    }

    @Test
    void aRunOfAnEarlierVersionIsReadFromTheBeginning() throws Exception {
        CommandRequest old = request("old");
        broker.send(Topic.CONTROL, old);
        broker.send(Topic.EVENTS, answered(old));
        try (KafkaSupervisors supervisors = supervisors();
                Supervisor supervisor = supervisors.open(run, 7)) {
            assertThat(supervisor.nextRequest(0, 0)).isEmpty();
            assertThat(supervisor.nextRequest(2, 4)).contains(old);
            assertThat(stored.read()).hasSize(2);
        }
    }

    private KafkaSupervisors supervisors() {
        return new KafkaSupervisors(broker.settings(), store, new SimpleMeterRegistry(), Traces.OFF);
    }

    private void store(List<LogStart> starts, long more) throws IOException {
        stored.write(starts.stream()
                .map(one -> new LogStart(one.topic(), one.topicId(), one.partition(), one.offset() + more))
                .toList());
    }

    private void fillTheOtherPartitions() {
        for (Topic topic : READ) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                if (partition != RunPartition.of(run, PARTITIONS)) {
                    broker.send(new ProducerRecord<>(
                            broker.settings().topic(topic), partition, run, "{".getBytes(StandardCharsets.UTF_8)));
                    broker.send(
                            new ProducerRecord<>(broker.settings().topic(topic), partition, null, new byte[900_000]));
                }
            }
        }
    }

    private void sendElsewhere(Topic topic, Message message) {
        ProducerRecord<String, byte[]> record = Records.of(broker.settings().topic(topic), message, "/test");
        int elsewhere = (RunPartition.of(run, PARTITIONS) + 1) % PARTITIONS;
        broker.send(new ProducerRecord<>(record.topic(), elsewhere, record.key(), record.value(), record.headers()));
    }

    private CommandRequest request(String id) {
        return request(id.replace(' ', '-'), run);
    }

    private static CommandRequest request(String id, String run) {
        return new CommandRequest(run, Instant.EPOCH, id, "a user", new Command.SetLearningRate(0.5));
    }

    private CommandApplied answered(CommandRequest request) {
        return new CommandApplied(
                run, 1, 0, Instant.EPOCH, request.commandId(), request.command(), 2, 4, CommandOutcome.APPLIED);
    }

    private Verdict verdict() {
        return new Verdict(
                run, 1, 0, Instant.EPOCH, List.of(), List.of(), List.of(), List.of(), List.of(), Ask.AT_EPOCH_END);
    }
}
