package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.cli.command.ExitCode;
import io.epochal.cli.run.RunMessages;
import io.epochal.cli.timeline.KafkaCluster;
import io.epochal.cli.timeline.KafkaSession;
import io.epochal.protocol.AttachedTrainer.Unit;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Message;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import io.epochal.stack.Endpoints;
import io.epochal.stack.Infrastructure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command on runs of programs that are not our trainer, with the log and the store alone. */
// It waits for processes: others may use the time. Its own tests share a log.
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the broker of AttachedRunCommandsTest")
class AttachedRunCommandsTest {
    private static final RunMessages ENDED = new RunMessages("ended");
    private static final RunMessages GOING = new RunMessages("going");
    private static final Logger QUIET = Logger.getLogger("");

    @TempDir
    private static Path folder;

    private static Infrastructure infrastructure;
    private static KafkaCluster cluster;

    @BeforeAll
    static void fill() throws IOException {
        QUIET.setLevel(Level.SEVERE);
        infrastructure = new Infrastructure(Files.createDirectories(folder.resolve("stack")), "training.");
        cluster = KafkaCluster.embedded(infrastructure.endpoints().kafkaClient());
        try (KafkaSession log = KafkaSession.oneRun(cluster, "ended", Topic.EVENTS)) {
            publish(log, ENDED.attached(1, Unit.EVALUATION));
            for (int round = 0; round < 3; round++) {
                publish(log, epoch(1 + 2L * round, round), applied(2 + 2L * round, round));
            }
            publish(log, ENDED.saved(1, 7, "best", "file:/models/best.keras"));
            publish(log, ENDED.trainingEnded(1, 8), ENDED.ended(1, 9, RunStatus.COMPLETED));
            publish(log, GOING.attached(1, Unit.EPOCH), GOING.heartbeat(1, 1, 5));
        }
    }

    @AfterAll
    static void close() throws IOException {
        infrastructure.close();
    }

    @Test
    void aListHasThem() throws Exception {
        Launcher.Result listed = epochal("runs");

        assertThat(listed.exitCode()).as(listed.output()).isZero();
        assertThat(listed.output())
                .containsPattern("ended +completed +3 +val_loss 0.2500 \\(evaluation 3\\)")
                // Its events say that they are old; the broker has just got them.
                .containsPattern("going +running +0 ");
    }

    @Test
    void aReportNeedsNoStore() throws Exception {
        Launcher.Result shown = epochal("runs", "show", "ended");

        assertThat(shown.exitCode()).as(shown.output()).isZero();
        assertThat(shown.output())
                .containsPattern("trainer +keras 3.15.1 on jax")
                .containsPattern("best +file:/models/best.keras")
                .containsPattern("final +key");
        JsonNode history = Wire.JSON.readTree(
                epochal("runs", "show", "ended", "--history").lines().get(0));
        assertThat(history.get("epoch")).hasSize(3);
        assertThat(history.get("history").get("val_lift").get(2).doubleValue()).isEqualTo(2);
    }

    @Test
    void eventsAreOneALine() throws Exception {
        Launcher.Result events = epochal("events", "ended", "--type", "AttachedRunStarted,TrainingEnded");

        assertThat(events.lines()).hasSize(2);
        assertThat(Wire.JSON
                        .readTree(events.lines().get(0))
                        .at("/trainer/heartbeat")
                        .intValue())
                .isEqualTo(60);
    }

    /** The name of the metric does not tell its direction; the program did. */
    @Test
    void aReplayKnowsTheDirectionsThatTheProgramTold() throws Exception {
        Path list = Files.writeString(
                folder.resolve("list.yaml"), "- {type: EarlyStopping, monitor: val_lift, patience: 1}\n");

        Launcher.Result replayed =
                epochal("replay", "--callbacks", list.toString(), "--history", "ended", "--output", "json");

        assertThat(replayed.exitCode()).as(replayed.output()).isZero();
        assertThat(Wire.JSON.readTree(replayed.lines().get(0)).get("epochs_run").intValue())
                .as("it falls, so it does not improve")
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train --resume ended",
                "train ../runs/mnist-cnn.yaml --from ended:best",
                "runs export ended --to FOLDER/out",
                "evaluate ended --data FOLDER/rows.npz",
                "predict ended --data FOLDER/rows.npz --to FOLDER/out.csv"
            })
    void whatNeedsAStoredCheckpointIsRefusedWithThePlaceOfTheCheckpoint(String command) throws Exception {
        Launcher.Result refused =
                epochal(command.replace("FOLDER", folder.toString()).split(" ", -1));

        assertThat(refused.exitCode()).as(refused.output()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.errors().get(refused.errors().size() - 1))
                .contains(
                        "ended is trained by keras 3.15.1 on jax, which keeps its checkpoints itself",
                        "best is file:/models/best.keras")
                .doesNotContain("Exception");
    }

    @Test
    void aStopIsAnsweredThoughNoCheckpointFollows() throws Exception {
        ExecutorService trainer = Executors.newSingleThreadExecutor();
        try {
            Future<String> asked = trainer.submit(answerOnce());
            Launcher.Result stopped = epochal("stop", "going", "--id", "c-1");

            assertThat(stopped.exitCode()).as(stopped.output()).isZero();
            assertThat(stopped.lines()).containsExactly("accepted, id c-1", "applied in epoch 3 after batch 17");
            assertThat(asked.get(1, TimeUnit.MINUTES)).isEqualTo("c-1");
        } finally {
            trainer.shutdownNow();
        }
    }

    @Test
    void callbacksThatTheProgramCannotObeyAreNotSent() throws Exception {
        Path list = Files.writeString(folder.resolve("rate.yaml"), "- {type: ReduceLROnPlateau}\n");

        Launcher.Result refused = epochal("set", "going", "callbacks=" + list);

        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.output()).contains("rate.yaml:1: callbacks[0]", "SetLearningRate", "StopTraining");
    }

    private static EpochEnded epoch(long sequence, int round) {
        return new EpochEnded(
                "ended",
                1,
                sequence,
                RunMessages.at(10 + sequence),
                RunMessages.PARAMS,
                round,
                500L * (round + 1),
                logs(round),
                0.001,
                2.5,
                false,
                RunMessages.SPEC.callbacks());
    }

    private static VerdictApplied applied(long sequence, int round) {
        return new VerdictApplied(
                "ended",
                1,
                sequence,
                RunMessages.at(10 + sequence),
                sequence - 1,
                round,
                500L * (round + 1),
                List.of(),
                List.of(),
                List.of(new Verdict.Recording(1, logs(round))),
                0.001);
    }

    private static Metrics logs(int round) {
        return Metrics.of(
                Map.of("loss", 0.5, "val_loss", 1.0 / (1 << round), "lift", 4.0 - round, "val_lift", 4.0 - round));
    }

    /** Answers one command as a program does that saves nothing. */
    private static Callable<String> answerOnce() {
        return () -> {
            try (KafkaSession session =
                    KafkaSession.oneRun(cluster, "going", Topic.CONTROL).fromBeginning()) {
                while (true) {
                    for (KafkaSession.Received received : session.poll(Duration.ofMillis(100))) {
                        if (received.message() instanceof CommandRequest request) {
                            publish(session, GOING.answered(1, 2, request.commandId(), request.command(), "applied"));
                            return request.commandId();
                        }
                    }
                }
            }
        };
    }

    private static void publish(KafkaSession log, Message... messages) throws IOException {
        for (Message message : messages) {
            log.publish(Topic.EVENTS, message);
        }
    }

    private static Launcher.Result epochal(String... arguments) throws IOException, InterruptedException {
        Endpoints endpoints = infrastructure.endpoints();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.epochal.cli.Epochal"));
        command.addAll(Stream.of(arguments).toList());
        command.addAll(List.of("--server", endpoints.kafka()));
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(errors.toFile());
        builder.environment()
                .putAll(Map.of(
                        "EPOCHAL_HOME", folder.resolve("home").toString(),
                        "EPOCHAL_S3_ENDPOINT", endpoints.s3(),
                        "EPOCHAL_S3_ACCESS_KEY", endpoints.accessKey(),
                        "EPOCHAL_S3_SECRET_KEY", endpoints.secretKey()));
        return new Launcher.Running(builder.start(), out, errors).result();
    }
}
