package io.epochal.cli.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.cli.Launcher;
import io.epochal.cli.command.ExitCode;
import io.epochal.cli.run.RunMessages;
import io.epochal.cli.run.RunPhase;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands with little memory, at a log that has more than that in it. {@code make long-log} has it as long as a busy installation's,
 * and the memory that the launcher gives.
 */
class LongLogTest {
    private static final int RUNS = Integer.getInteger("long-log.runs", 600);
    private static final int EPOCHS = Integer.getInteger("long-log.epochs", 200);
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
        cluster = KafkaCluster.embedded(kafka.bootstrap());
        producer = new KafkaProducer<>(
                cluster.with(Map.of("acks", "1", "linger.ms", "5")), new StringSerializer(), new ByteArraySerializer());
        RunMessages large = new RunMessages("large");
        say(Topic.RUNS, large.requested());
        say(Topic.EVENTS, large.started(1));
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            say(Topic.EVENTS, large.epoch(1, 2L * epoch + 1, epoch, 1.0 / (epoch + 1)));
            say(Topic.EVENTS, drawn(2L * epoch + 2, epoch));
        }
        for (int run = 0; run < RUNS; run++) {
            RunMessages small = new RunMessages("small-" + run);
            say(Topic.RUNS, small.requested());
            say(Topic.EVENTS, small.started(1));
            say(Topic.EVENTS, small.epoch(1, 1, 0, 0.5));
            say(Topic.EVENTS, small.ended(1, 2, RunStatus.COMPLETED));
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

            assertThat(cancelled.exitCode()).as(cancelled.everything()).isZero();
            assertThat(cancelled.lines())
                    .containsExactly("accepted, id c-1", "applied in epoch 3 after batch 17", "saved cancelled: key");
            assertThat(asked.get(1, TimeUnit.MINUTES)).isEqualTo("c-1");
        } finally {
            trainer.shutdownNow();
        }
    }

    @Test
    void saysWhoIsNotThereAndShowsWhatHappened() throws Exception {
        Launcher.Result nobody = epochal("cancel", "larg");
        assertThat(nobody.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(nobody.everything()).contains("there is no run larg", "did you mean large?");
        Launcher.Result events = epochal("events", "small-0");
        assertThat(events.exitCode()).as(events.everything()).isZero();
        assertThat(events.lines()).hasSize(3);
    }

    @Test
    void onlyWhatIsSaidOfTheRunIsDecoded() throws Exception {
        try (RunReader.OpenRun begun = RunReader.life(cluster, "small-1")) {
            assertThat(begun.story().state()).isEqualTo(RunPhase.COMPLETED);
            assertThat(begun.line().decoded()).as("asked for, started, ended").isEqualTo(3);
        }
        try (KafkaSession line = KafkaSession.of(cluster, "large", Topic.EVENTS)
                .wanting(Set.of(WeightsDrawn.class))
                .fromTheBeginning()) {
            int shown = 0;
            while (shown == 0) {
                for (KafkaSession.Received heard : line.hear(Duration.ofMillis(300))) {
                    shown++;
                    assertThat(line.decoded())
                            .as("one at a time: " + heard.offset())
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

    /** As a trainer would. */
    private static Callable<String> answerOnce() {
        return () -> {
            RunMessages large = new RunMessages("large");
            try (KafkaSession line =
                    KafkaSession.of(cluster, "large", Topic.CONTROL).fromTheBeginning()) {
                while (true) {
                    for (KafkaSession.Received heard : line.hear(Duration.ofMillis(100))) {
                        if (heard.message() instanceof CommandRequest request) {
                            Command cancel = request.command();
                            say(Topic.EVENTS, large.answered(1, 9001, request.commandId(), cancel, "applied"));
                            say(
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

    private static void say(Topic topic, Message message) {
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
