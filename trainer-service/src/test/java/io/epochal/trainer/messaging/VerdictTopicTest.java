package io.epochal.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Topic;
import io.epochal.protocol.Verdict;
import io.epochal.tracing.Traces;
import io.epochal.trainer.run.port.Supervisor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Who may say what to a trainer, and in which order it is heard; over a real broker. */
// It waits for the broker: others may use the time. Its own tests share the broker.
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the broker of VerdictTopicTest")
@Timeout(60)
class VerdictTopicTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static TrainerTestBroker broker;
    private static KafkaSupervisors supervisors;
    private static KafkaSupervisors upgrading;
    private final String run = "run-" + UUID.randomUUID();

    @BeforeAll
    static void start() throws IOException {
        broker = new TrainerTestBroker(folder.resolve("kafka"));
        supervisors = new KafkaSupervisors(
                broker.settings(), new InMemoryObjectStore(), new SimpleMeterRegistry(), Traces.OFF);
        upgrading = new KafkaSupervisors(
                broker.settingsOfAnUpgrade(), new InMemoryObjectStore(), new SimpleMeterRegistry(), Traces.OFF);
    }

    @AfterAll
    static void stop() {
        supervisors.close();
        upgrading.close();
        broker.close();
    }

    @Test
    void aVerdictAmongTheRequestsIsNotApplied() throws IOException {
        try (Supervisor supervisor = supervisors.open(run, 1)) {
            broker.send(Topic.CONTROL, verdict(3, "forged"));
            broker.send(Topic.VERDICTS, verdict(3, "decided"));

            assertThat(reason(supervisor.await(3, LIMIT))).isEqualTo("decided");
            assertThat(supervisor.await(3, Duration.ofSeconds(1))).isEmpty();
        }
    }

    @Test
    void aRequestAmongTheVerdictsIsNone() throws IOException {
        try (Supervisor supervisor = supervisors.open(run, 1)) {
            broker.send(Topic.VERDICTS, request("c-1"));
            broker.send(Topic.VERDICTS, verdict(3, "behind it"));

            assertThat(supervisor.await(3, LIMIT)).isPresent();
            assertThat(supervisor.nextRequest(0, 0)).isEmpty();
        }
    }

    /** A decider of an older version beside a trainer of this one. */
    @Test
    void inAnUpgradeAVerdictOfAnOlderDeciderIsApplied() throws IOException {
        try (Supervisor supervisor = upgrading.open(run, 1)) {
            broker.send(Topic.CONTROL, verdict(3, "decided by the old"));

            assertThat(reason(supervisor.await(3, LIMIT))).isEqualTo("decided by the old");
        }
    }

    /** A decider of this version that speaks to older trainers, too. */
    @Test
    void inAnUpgradeAVerdictThatIsPublishedToBothTopicsIsAppliedOnce() throws IOException {
        try (Supervisor supervisor = upgrading.open(run, 1)) {
            for (long sequence = 3; sequence < 6; sequence++) {
                broker.send(Topic.VERDICTS, verdict(sequence, "v" + sequence));
                broker.send(Topic.CONTROL, verdict(sequence, "v" + sequence));
            }

            for (long sequence = 3; sequence < 6; sequence++) {
                assertThat(reason(supervisor.await(sequence, LIMIT))).isEqualTo("v" + sequence);
            }
        }
    }

    /** As if both were in one log: so a run applies the request at the same batch as with one log. */
    @Test
    void aTrainerWithAVerdictHasEveryRequestThatWasThereBeforeIt() throws IOException {
        try (Supervisor supervisor = supervisors.open(run, 1)) {
            for (int round = 0; round < 200; round++) {
                CommandRequest before = request("c-" + round);
                broker.send(Topic.CONTROL, before);
                broker.send(Topic.VERDICTS, verdict(round, "behind"));

                assertThat(supervisor.await(round, LIMIT)).isPresent();
                assertThat(supervisor.nextRequest(0, round)).contains(before);
            }
        }
    }

    /** An attempt has asked nothing when it begins to listen, so earlier verdicts are not for it. */
    @Test
    void aVerdictThatWasThereBeforeTheAttemptIsNotRead() throws IOException {
        broker.send(Topic.VERDICTS, verdict(0, "of before"));
        try (Supervisor supervisor = supervisors.open(run, 1)) {
            broker.send(Topic.VERDICTS, verdict(0, "of now"));

            assertThat(reason(supervisor.await(0, LIMIT))).isEqualTo("of now");
        }
    }

    private CommandRequest request(String id) {
        return new CommandRequest(run, Instant.EPOCH, id, "a user", new Command.SetLearningRate(0.5));
    }

    private static String reason(Optional<Verdict> verdict) {
        return ((Command.StopTraining) verdict.orElseThrow().commands().get(0)).reason();
    }

    private Verdict verdict(long answers, String reason) {
        return new Verdict(
                run,
                1,
                answers,
                Instant.EPOCH,
                List.of(new Command.StopTraining(reason)),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Ask.AT_EPOCH_END);
    }
}
