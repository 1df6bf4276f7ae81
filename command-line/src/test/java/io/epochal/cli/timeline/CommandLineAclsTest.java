package io.epochal.cli.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.kafka.TopicPlan;
import io.epochal.kafka.Topics;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import io.epochal.stack.GuardedKafka;
import io.epochal.stack.KafkaAcls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
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

/** The ACLs that docs/operations.md lists for the command are sufficient, and each of them is necessary. */
// It waits for the broker: others may use the time. Its own tests take ACLs away from each other.
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the broker of CommandLineAclsTest")
class CommandLineAclsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String USER = "epochal-command-line";
    private static final String RECORDER = "tensorboard-recorder";
    private static final CommandRequest REQUEST =
            new CommandRequest("run", Instant.EPOCH, "c-1", "ann", new Command.PauseTraining());

    @TempDir
    private static Path folder;

    private static GuardedKafka kafka;
    private static KafkaCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        quiet();
        kafka = new GuardedKafka(folder.resolve("kafka"), USER);
        cluster = new KafkaCluster(kafka.client(USER), "training.");
        new Topics(kafka.admin(), TopicPlan.singleNode("training.")).ensure(List.of(Topic.values()));
        kafka.allow(acls());
    }

    private static void quiet() throws IOException {
        try (InputStream settings = GuardedKafka.class.getResourceAsStream("/infrastructure-logging.properties")) {
            LogManager.getLogManager().readConfiguration(settings);
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void withAllOfThemItRequestsControlsAndFollowsARun() throws Exception {
        List<Message> received = new ArrayList<>();
        try (KafkaSession session = KafkaSession.oneRun(
                        cluster, "run", Topic.RUNS, Topic.EVENTS, Topic.BATCHES, Topic.CONTROL)
                .fromBeginning()) {
            session.publish(Topic.RUNS, REQUEST);
            session.publish(Topic.CONTROL, REQUEST);
            session.readToEnd(received::add);
            assertThat(received).contains(REQUEST, REQUEST);

            try (Admin admin = Admin.create(kafka.admin())) {
                TopicPartition events = new TopicPartition("training.events", 0);
                admin.alterConsumerGroupOffsets(RECORDER, Map.of(events, new OffsetAndMetadata(1)))
                        .all()
                        .get();
                assertThat(session.awaitGroup(RECORDER, new KafkaSession.Received(REQUEST, events, 0), LIMIT))
                        .isTrue();
            }
        }
    }

    static Stream<AclBinding> needed() throws IOException {
        return acls().stream()
                .filter(acl -> acl.pattern().resourceType() == ResourceType.GROUP
                        || acl.entry().operation() != AclOperation.DESCRIBE);
    }

    @ParameterizedTest
    @MethodSource("needed")
    void withoutOneOfThemWhatItAllowsIsRefused(AclBinding acl) throws Exception {
        GuardedKafka.Action action = action(acl);
        await().atMost(LIMIT).until(() -> !GuardedKafka.refuses(action));
        kafka.takeBack(acl);
        try {
            await().atMost(LIMIT).until(() -> GuardedKafka.refuses(action));
        } finally {
            kafka.allow(List.of(acl));
        }
    }

    private static GuardedKafka.Action action(AclBinding acl) {
        String name = acl.pattern().name();
        return switch (acl.entry().operation()) {
            case READ -> () -> reads(topic(name));
            case WRITE -> () -> publishes(topic(name));
            default -> () -> readsOffsets(name);
        };
    }

    private static Topic topic(String name) {
        return Arrays.stream(Topic.values())
                .filter(topic -> topic.name("training.").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void reads(Topic topic) {
        try (KafkaSession session = KafkaSession.allRuns(cluster, topic).fromBeginning()) {
            session.readToEnd(message -> {});
        }
    }

    private static void publishes(Topic topic) throws IOException {
        try (KafkaSession session = KafkaSession.allRuns(cluster)) {
            session.publish(topic, REQUEST);
        }
    }

    private static void readsOffsets(String group) throws IOException {
        KafkaSession.Received message = new KafkaSession.Received(REQUEST, new TopicPartition("training.events", 0), 0);
        try (KafkaSession session = KafkaSession.allRuns(cluster, Topic.EVENTS).fromBeginning()) {
            var unused = session.awaitGroup(group, message, Duration.ofMillis(500));
        }
    }

    private static List<AclBinding> acls() throws IOException {
        return KafkaAcls.of(Path.of("../docs/operations.md"), USER, USER);
    }
}
