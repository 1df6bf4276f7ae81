package io.epochal.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.kafka.Records;
import io.epochal.kafka.TopicPlan;
import io.epochal.kafka.Topics;
import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.protocol.Message;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.Verdict;
import io.epochal.stack.GuardedKafka;
import io.epochal.stack.KafkaAcls;
import io.epochal.tracing.Traces;
import io.epochal.trainer.run.port.Runs;
import io.epochal.trainer.run.port.Supervisor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rights that docs/operations.md gives a trainer are enough, and none of them is too much. */
// It waits for the broker: others may use the time. Its own tests take rights away from each other.
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the rights of TrainerServiceAclsTest")
class TrainerServiceAclsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String USER = "trainer";
    /** What Kafka grants with a right that is listed beside it. */
    private static final Set<AclOperation> IMPLIED = Set.of(AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS);

    @TempDir
    private static Path folder;

    private static GuardedKafka kafka;
    private static KafkaSettings trainer;
    private static KafkaSettings admin;

    @BeforeAll
    static void start() throws IOException {
        kafka = new GuardedKafka(folder.resolve("kafka"), USER);
        trainer = settings(kafka.client(USER));
        admin = settings(kafka.admin());
        new Topics(kafka.admin(), TopicPlan.singleNode("training.")).ensure(List.of(Topic.values()));
        kafka.allow(rights());
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void aTrainerWithoutTopicsSaysWhichAreMissingAndIsReadyWhenTheyAreCreated() throws IOException {
        try (GuardedKafka empty = new GuardedKafka(folder.resolve("empty"), USER)) {
            empty.allow(rights());
            KafkaPreparation needs = needs(settings(empty.client(USER)));
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(needs.missing()).hasValueSatisfying(missing -> assertThat(missing)
                            .contains("which may not create them")
                            .contains("training.runs", "training.events", "training.batches")
                            .contains("training.control", "training.verdicts", "training.dead-letters")));

            new Topics(empty.admin(), TopicPlan.singleNode("training.")).ensure(List.of(Topic.values()));

            await().atMost(LIMIT).until(() -> needs.missing().isEmpty());
            needs.close();
        }
    }

    @Test
    void aRunIsPutBackTrainedToItsEndAndAnotherIsGivenUp() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        KafkaSupervisors supervisors =
                new KafkaSupervisors(trainer, new InMemoryObjectStore(), new SimpleMeterRegistry(), Traces.OFF);
        RunQueue queue = TrainerTestBroker.queue(trainer, needs(trainer), new Runs() {
            @Override
            public Outcome train(Delivery delivery, BooleanSupplier shuttingDown) {
                String run = delivery.request().run();
                if (run.equals("rights")) {
                    return Outcome.ENDED;
                }
                heard.add(run + ": " + verdict(supervisors, run));
                return switch (run) {
                    case "given-up" -> Outcome.GIVEN_UP;
                    case "put-back" -> heard.size() == 1 ? Outcome.GIVEN_BACK : Outcome.ENDED;
                    default -> Outcome.ENDED;
                };
            }

            @Override
            public Outcome fail(RunRequested request, String reason) {
                return Outcome.GIVEN_UP;
            }

            @Override
            public boolean madeNoProgress(RunRequested request, int attempts) {
                return false;
            }
        });
        queue.start(new StartupEvent());
        await().atMost(LIMIT).until(queue::alive);
        say(Topic.RUNS, new RunRequested("put-back", Instant.EPOCH, RunQueueTest.SPEC));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(heard).containsExactly("put-back: stop", "put-back: stop"));
        say(Topic.RUNS, new RunRequested("given-up", Instant.EPOCH, RunQueueTest.SPEC));

        await().atMost(LIMIT).untilAsserted(() -> assertThat(letters()).containsExactly("given-up"));
        queue.stop(new ShutdownEvent());
        supervisors.close();
    }

    /** Says an event and a batch as the second attempt, which reads the log first, and awaits a verdict. */
    private static String verdict(KafkaSupervisors supervisors, String run) {
        try (Supervisor supervisor = supervisors.open(run, 2)) {
            supervisor.report(new Supervisor.BatchReport(0, 0, 1, 0.5, Metrics.NONE, 0.001));
            long sequence = supervisor.report(stamp -> new CheckpointSaved(
                    stamp.run(), stamp.attempt(), stamp.sequence(), stamp.time(), 0, 0, "key", List.of(), 1));
            supervisor.awaitPublished();
            say(Topic.VERDICTS, stop(run, sequence));
            return supervisor.await(sequence, LIMIT).isPresent() ? "stop" : "silence";
        } catch (InterruptedIOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Verdict stop(String run, long answers) {
        List<Command> commands = List.of(new Command.StopTraining("enough"));
        return new Verdict(
                run, 2, answers, Instant.EPOCH, commands, List.of(), List.of(), List.of(), List.of(), Ask.AT_EPOCH_END);
    }

    static Stream<AclBinding> needed() throws IOException {
        return rights().stream().filter(right -> !IMPLIED.contains(right.entry().operation()));
    }

    @ParameterizedTest
    @MethodSource("needed")
    void withoutOneOfThemIsRefusedWhatItIsFor(AclBinding right) throws Exception {
        String name = right.entry().operation() + " " + right.pattern().name();
        GuardedKafka.Action action = new TrainerActions(trainer).all().get(name);
        assertThat(action).as("what is done with %s", name).isNotNull();
        forgetTheShareGroup();
        for (Topic topic : List.of(Topic.RUNS, Topic.EVENTS)) {
            say(topic, new RunRequested("rights", Instant.EPOCH, RunQueueTest.SPEC));
        }
        await().atMost(LIMIT).ignoreExceptions().until(() -> !GuardedKafka.refuses(action));
        forgetTheShareGroup();
        kafka.takeBack(right);
        try {
            await().atMost(LIMIT).until(() -> GuardedKafka.refuses(action));
        } finally {
            kafka.allow(List.of(right));
        }
    }

    @Test
    void aGroupThatIsSetUpNeedsNoRightToSetItUp() throws Exception {
        AclBinding alter = needed().filter(right -> right.entry().operation() == AclOperation.ALTER_CONFIGS)
                .findFirst()
                .orElseThrow();
        forgetTheShareGroup();
        kafka.takeBack(alter);
        try {
            await().atMost(LIMIT).until(() -> GuardedKafka.refuses(new TrainerActions(trainer)::setsUpTheShareGroup));
            new TrainerActions(admin).setsUpTheShareGroup();
            await().atMost(LIMIT).until(() -> !GuardedKafka.refuses(new TrainerActions(trainer)::setsUpTheShareGroup));
        } finally {
            kafka.allow(List.of(alter));
        }
    }

    private static void forgetTheShareGroup() throws Exception {
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, "trainers");
        ConfigEntry entry = new ConfigEntry("share.record.lock.duration.ms", "");
        try (Admin client = Admin.create(kafka.admin())) {
            client.incrementalAlterConfigs(
                            Map.of(group, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.DELETE))))
                    .all()
                    .get();
        }
    }

    private static List<AclBinding> rights() throws IOException {
        return KafkaAcls.of(Path.of("../docs/operations.md"), "epochal-trainer-service", USER);
    }

    private static KafkaSettings settings(Map<String, Object> client) {
        return new KafkaSettings(client, "training.", 5, KafkaSettings.SHARE_GROUP, false);
    }

    private static KafkaPreparation needs(KafkaSettings settings) {
        KafkaPreparation needs = new KafkaPreparation(settings, 1, Optional.empty(), (short) 1);
        needs.begin(new StartupEvent());
        return needs;
    }

    private static void say(Topic topic, Message message) {
        try (KafkaProducer<String, byte[]> producer = admin.eventProducer()) {
            var unused = producer.send(Records.of(admin.topic(topic), message, "/test"));
        }
    }

    /** Their keys, but for those that only tried whether they may be written. */
    private static List<String> letters() {
        List<String> keys = new ArrayList<>();
        TopicPartition partition = new TopicPartition(admin.topic(Topic.DEAD_LETTERS), 0);
        try (KafkaConsumer<String, byte[]> consumer = admin.controlConsumer()) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition)).get(partition));
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(letter -> keys.add(letter.key()));
            }
        }
        keys.removeIf("rights"::equals);
        return keys;
    }
}
