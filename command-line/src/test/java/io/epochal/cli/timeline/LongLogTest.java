package io.epochal.cli.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.summary.RunPhase;
import io.epochal.cli.Launcher;
import io.epochal.cli.command.ExitCode;
import io.epochal.cli.run.RunMessages;
import io.epochal.kafka.Records;
import io.epochal.kafka.TopicPlan;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.WeightsDrawn;
import io.epochal.stack.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Commands with less memory than the log has records. {@code make long-log} runs it with a log as long as a busy installation's, and
 * with the memory that the launcher gives.
 */
// It waits for processes: others may use the time. Its own tests share a log.
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the broker of LongLogTest")
class LongLogTest {
    private static final int RUNS = Integer.getInteger("long-log.runs", 600);
    private static final int EPOCHS = Integer.getInteger("long-log.epochs", 100);
    private static final String HEAP = System.getProperty("long-log.heap", "32m");
    private static final int DRAWING = 400_000;
    private static final Logger QUIET = Logger.getLogger("");

    @TempDir
    private static Path folder;

    private static EmbeddedKafka kafka;
    private static KafkaCluster cluster;
    private static KafkaProducer<String, byte[]> producer;

    @BeforeAll
    static void fill() throws Exception {
        QUIET.setLevel(Level.SEVERE);
        kafka = new EmbeddedKafka(folder.resolve("kafka"), 0);
        kafka.create(TopicPlan.singleNode("training."));
        cluster = KafkaCluster.embedded(Map.of("bootstrap.servers", kafka.bootstrap()));
        producer = new KafkaProducer<>(
                cluster.with(Map.of("acks", "1", "linger.ms", "5")), new StringSerializer(), new ByteArraySerializer());
        RunMessages large = new RunMessages("large");
        publish(Topic.RUNS, large.requested());
        publish(Topic.EVENTS, large.started(1));
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            publish(Topic.EVENTS, large.epoch(1, 2L * epoch + 1, epoch, 1.0 / (epoch + 1)));
            publish(Topic.EVENTS, drawn(2L * epoch + 2, epoch));
        }
        for (int run = 0; run < RUNS; run++) {
            RunMessages small = new RunMessages("small-" + run);
            publish(Topic.RUNS, small.requested());
            publish(Topic.EVENTS, small.started(1));
            publish(Topic.EVENTS, small.epoch(1, 1, 0, 0.5));
            publish(Topic.EVENTS, small.ended(1, 2, RunStatus.COMPLETED));
        }
        producer.flush();
    }

    @AfterAll
    static void close() {
        producer.close();
        kafka.close();
    }

    @Test
    void listsAllRuns() throws Exception {
        Launcher.Result listed = epochal("runs", "--output", "json");

        assertThat(listed.exitCode()).as(String.join("\n", listed.errors())).isZero();
        assertThat(listed.lines()).hasSize(RUNS + 1).anyMatch(line -> line.contains("\"epochs_run\":" + EPOCHS));
        assertThat(epochal("runs").exitCode()).isZero();
    }

    @Test
    void aRequestIsSentAndAnswered() throws Exception {
        ExecutorService trainer = Executors.newSingleThreadExecutor();
        try {
            Future<String> asked = trainer.submit(answerOnce());
            Launcher.Result cancelled = epochal("cancel", "large", "--id", "c-1");

            assertThat(cancelled.exitCode()).as(cancelled.output()).isZero();
            assertThat(cancelled.lines())
                    .containsExactly("accepted, id c-1", "applied in epoch 3 after batch 17", "saved cancelled: key");
            assertThat(asked.get(1, TimeUnit.MINUTES)).isEqualTo("c-1");
        } finally {
            trainer.shutdownNow();
        }
    }

    @Test
    void reportsAMissingRunAndPrintsTheEventsOfAnother() throws Exception {
        Launcher.Result missing = epochal("cancel", "larg");
        assertThat(missing.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(missing.output()).contains("there is no run larg", "did you mean large?");
        Launcher.Result events = epochal("events", "small-0");
        assertThat(events.exitCode()).as(events.output()).isZero();
        assertThat(events.lines()).hasSize(3);
    }

    @Test
    void decodesOnlyTheRecordsOfTheRun() throws Exception {
        try (RunReader.OpenRun open = RunReader.state(cluster, "small-1")) {
            assertThat(open.run().phase(Instant.now())).isEqualTo(RunPhase.COMPLETED);
            assertThat(open.session().decoded()).as("requested, started, ended").isEqualTo(3);
        }
        try (KafkaSession session = KafkaSession.oneRun(cluster, "large", Topic.EVENTS)
                .onlyTypes(Set.of(WeightsDrawn.class))
                .fromBeginning()) {
            int shown = 0;
            while (shown == 0) {
                for (KafkaSession.Received received : session.poll(Duration.ofMillis(300))) {
                    shown++;
                    assertThat(session.decoded())
                            .as("one at a time: " + received.offset())
                            .isEqualTo(shown);
                }
            }
        }
    }

    private static WeightsDrawn drawn(long sequence, int epoch) {
        return new WeightsDrawn(
                "large",
                1,
                sequence,
                RunMessages.at(epoch),
                epoch,
                epoch,
                "dense/kernel",
                9,
                9,
                List.of("A".repeat(DRAWING)));
    }

    /** Answers one command as a trainer does. */
    private static Callable<String> answerOnce() {
        return () -> {
            RunMessages large = new RunMessages("large");
            try (KafkaSession session =
                    KafkaSession.oneRun(cluster, "large", Topic.CONTROL).fromBeginning()) {
                while (true) {
                    for (KafkaSession.Received received : session.poll(Duration.ofMillis(100))) {
                        if (received.message() instanceof CommandRequest request) {
                            Command cancel = request.command();
                            publish(Topic.EVENTS, large.answered(1, 9001, request.commandId(), cancel, "applied"));
                            publish(
                                    Topic.EVENTS,
                                    new CheckpointSaved(
                                            "large", 1, 9002, RunMessages.at(9), 2, 9, "key", List.of("cancelled"), 1));
                            producer.flush();
                            return request.commandId();
                        }
                    }
                }
            }
        };
    }

    private static void publish(Topic topic, Message message) {
        ProducerRecord<String, byte[]> record = Records.of(topic.name("training."), message, "/test");
        var unused = producer.send(record);
    }

    private static Launcher.Result epochal(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.epochal.cli.Epochal"));
        command.addAll(Stream.of(arguments).toList());
        command.addAll(List.of("--server", kafka.bootstrap()));
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        return new Launcher.Running(process, out, errors).result();
    }
}
