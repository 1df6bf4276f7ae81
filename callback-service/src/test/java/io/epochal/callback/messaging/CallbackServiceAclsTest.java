package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.api.log.EventLog;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.kafka.GroupProgress;
import io.epochal.kafka.ShareGroup;
import io.epochal.kafka.TopicPlan;
import io.epochal.kafka.Topics;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Topic;
import io.epochal.stack.GuardedKafka;
import io.epochal.stack.KafkaAcls;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
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

/** The rights that docs/operations.md gives deciders and recorders are enough, and none of them is too much. */
// It waits for the broker: others may use the time. Its own tests take rights away from each other.
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the broker of CallbackServiceAclsTest")
class CallbackServiceAclsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SERVICE = "epochal-callback-service";
    private static final String RECORDER = "epochal-callback-recorder";

    @TempDir
    private static Path folder;

    private static GuardedKafka kafka;

    @BeforeAll
    static void start() throws Exception {
        kafka = new GuardedKafka(folder.resolve("kafka"), SERVICE, RECORDER);
        new Topics(kafka.admin(), TopicPlan.singleNode("training.")).ensure(List.of(Topic.values()));
        kafka.allow(rights(SERVICE));
        kafka.allow(rights(RECORDER));
        try (Producer<String, byte[]> producer = clients(kafka.admin()).producer()) {
            for (Topic topic : List.of(Topic.EVENTS, Topic.RUNS)) {
                var unused = producer.send(new ProducerRecord<>(topic.name("training."), "run", new byte[0]));
            }
        }
        someTrainerListens();
    }

    /** So that there is a share group, which knows of a run. */
    private static void someTrainerListens() throws IOException {
        new ShareGroup(kafka.admin(), ShareGroup.TRAINERS).ensure();
        Map<String, Object> settings = with(kafka.admin(), Map.of("group.id", ShareGroup.TRAINERS));
        try (KafkaShareConsumer<String, byte[]> trainer =
                new KafkaShareConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            trainer.subscribe(List.of("training.runs"));
            await().atMost(LIMIT)
                    .until(() -> !trainer.poll(Duration.ofMillis(200)).isEmpty());
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void withoutTheRightToCreateTopicsItReportsTheMissingOnesAndIsReadyOnceTheyExist() throws Exception {
        try (GuardedKafka empty = new GuardedKafka(folder.resolve("empty"), SERVICE, RECORDER)) {
            empty.allow(rights(SERVICE));
            empty.allow(rights(RECORDER));
            // Each waits a few seconds for its topics.
            CompletableFuture<RequiredTopics> starting =
                    CompletableFuture.supplyAsync(() -> needs(empty.client(SERVICE), true));
            RequiredTopics recorder = needs(empty.client(RECORDER), false);
            RequiredTopics decider = starting.join();
            assertThat(decider.missing()).hasValueSatisfying(missing -> assertThat(missing)
                    .contains("training.events", "training.control")
                    .contains("training.verdicts", "training.dead-letters"));
            assertThat(recorder.missing()).hasValueSatisfying(missing -> assertThat(missing)
                    .contains("training.events")
                    .doesNotContain("training.control", "training.verdicts"));

            new Topics(empty.admin(), TopicPlan.singleNode("training.")).ensure(List.of(Topic.values()));

            await().atMost(LIMIT)
                    .until(() ->
                            decider.missing().isEmpty() && recorder.missing().isEmpty());
            decider.close();
            recorder.close();
        }
    }

    @Test
    void aDeciderSeesHowManyRunsWait() throws IOException {
        await().atMost(LIMIT).until(() -> new ShareGroup(kafka.client(SERVICE), ShareGroup.TRAINERS).waiting() >= 1);
    }

    static Stream<AclBinding> needed() throws IOException {
        return Stream.concat(rights(SERVICE).stream(), rights(RECORDER).stream())
                .filter(right -> right.pattern().resourceType() == ResourceType.GROUP
                        || right.entry().operation() != AclOperation.DESCRIBE);
    }

    @ParameterizedTest
    @MethodSource("needed")
    void withoutOneOfThemItsActionIsRejected(AclBinding right) throws Exception {
        GuardedKafka.Action action = action(
                kafka.client(right.entry().principal().replace("User:", "")),
                right.entry().operation() + " " + right.pattern().name());
        await().atMost(LIMIT).ignoreExceptions().until(() -> !GuardedKafka.refuses(action));
        kafka.takeBack(right);
        try {
            await().atMost(LIMIT).until(() -> GuardedKafka.refuses(action));
        } finally {
            kafka.allow(List.of(right));
        }
    }

    private static GuardedKafka.Action action(Map<String, Object> client, String right) {
        KafkaClients clients = clients(client);
        return switch (right) {
            case "READ training.events" -> () -> readsEvents(log(clients));
            case "READ training.runs" ->
                () -> new KafkaRequestedRuns(clients, new KnownRuns(clients)).revokedEnds("run");
            case "READ training.summaries" -> () -> reads(clients, Topic.SUMMARIES);
            case "READ training.control" -> () -> reads(clients, Topic.CONTROL);
            case "READ training.batches" -> () -> reads(clients, Topic.BATCHES);
            case "READ training.dead-letters" -> () -> reads(clients, Topic.DEAD_LETTERS);
            case "READ training.tokens" -> () -> reads(clients, Topic.TOKENS);
            case "WRITE training.tokens" -> () -> writes(clients, "training.tokens");
            case "READ training.verdicts" -> () -> reads(clients, Topic.VERDICTS);
            case "WRITE training.events" -> () -> writes(clients, "training.events");
            case "WRITE training.runs" -> () -> writes(clients, "training.runs");
            case "WRITE training.batches" -> () -> writes(clients, "training.batches");
            case "WRITE training.control" -> () -> asks(clients);
            case "WRITE training.verdicts" -> () -> writes(clients, "training.verdicts");
            case "WRITE training.summaries" -> () -> writes(clients, "training.summaries");
            case "WRITE training.dead-letters" -> () -> writes(clients, "training.dead-letters");
            case "DESCRIBE summary-recorder" -> () -> describes(clients, "summary-recorder");
            case "DESCRIBE trainers" -> () -> new ShareGroup(client, ShareGroup.TRAINERS).waiting();
            case "DESCRIBE tensorboard-recorder",
                    "DESCRIBE csv-recorder",
                    "DESCRIBE remote-monitor-recorder",
                    "DESCRIBE mlflow-recorder",
                    "DESCRIBE mlflow-artifact-recorder",
                    "DESCRIBE alert-recorder" -> () -> progress(clients, right.replace("DESCRIBE ", ""));
            default -> () -> listens(client, right.replace("READ ", ""));
        };
    }

    private static void readsEvents(KafkaEventLog log) throws LogUnavailableException {
        try (EventLog.Reading reading = log.open("run")) {
            reading.seek(0);
            reading.next(Duration.ofSeconds(2));
        }
    }

    /** As {@link LogFeed} does. */
    private static void reads(KafkaClients clients, Topic topic) throws LogUnavailableException {
        try (KafkaConsumer<String, byte[]> reader = clients.readers().of(topic, Duration.ofMillis(100))) {
            reader.seekToBeginning(reader.assignment());
            reader.assignment().forEach(reader::position);
            var unused = reader.poll(Duration.ofSeconds(1));
        }
    }

    /** As {@link KnownRuns} does. */
    private static void describes(KafkaClients clients, String group) throws Exception {
        try (Admin admin = clients.admin()) {
            var unused = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
        }
    }

    private static void asks(KafkaClients clients) throws LogUnavailableException {
        ServiceProducers producers = new ServiceProducers(clients);
        try {
            new KafkaRequestSender(clients, producers)
                    .send(new CommandRequest("run", Instant.EPOCH, "c-1", "ann", new Command.PauseTraining()));
        } finally {
            producers.close();
        }
    }

    private static void writes(KafkaClients clients, String topic) throws Exception {
        try (Producer<String, byte[]> producer = clients.producer()) {
            producer.send(new ProducerRecord<>(topic, "run", new byte[0])).get(10, TimeUnit.SECONDS);
        }
    }

    /** As {@link KafkaServiceHealth} does. */
    private static void progress(KafkaClients clients, String group) throws IOException {
        try (Admin admin = clients.admin()) {
            var unused = GroupProgress.of(admin, List.of(group));
        }
    }

    /** As a channel does. */
    private static void listens(Map<String, Object> client, String group) {
        Map<String, Object> settings = with(client, Map.of("group.id", group, "auto.offset.reset", "earliest"));
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("training.events"));
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (consumer.poll(Duration.ofMillis(200)).isEmpty() && System.nanoTime() < deadline) {
                assertThat(consumer.listTopics()).isNotEmpty();
            }
        }
    }

    private static RequiredTopics needs(Map<String, Object> client, boolean deciding) {
        RequiredTopics needs =
                new RequiredTopics(client, "training.", deciding, !deciding, deciding, false, 1, (short) 1);
        try {
            needs.begin(new StartupEvent());
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted before the topics were looked for", e);
        }
        return needs;
    }

    private static KafkaClients clients(Map<String, Object> client) {
        return new KafkaClients(client, "training.");
    }

    private static Map<String, Object> with(Map<String, Object> client, Map<String, Object> more) {
        Map<String, Object> all = new TreeMap<>(client);
        all.putAll(more);
        return all;
    }

    private static List<AclBinding> rights(String principal) throws IOException {
        return KafkaAcls.of(Path.of("../docs/operations.md"), principal, principal);
    }

    private static KafkaEventLog log(KafkaClients clients) {
        return new KafkaEventLog(clients, new KnownRuns(clients));
    }
}
