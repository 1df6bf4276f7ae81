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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rights that docs/operations.md gives the command are enough, and none of them is too much. */
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
        kafka.allow(rights());
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
    void asksForARunTellsItSomethingListensAndLearnsThatItIsRecorded() throws Exception {
        List<Message> heard = new ArrayList<>();
        try (KafkaSession line = KafkaSession.of(cluster, "run", Topic.RUNS, Topic.EVENTS, Topic.BATCHES, Topic.CONTROL)
                .fromTheBeginning()) {
            line.say(Topic.RUNS, REQUEST);
            line.say(Topic.CONTROL, REQUEST);
            line.hearAll(heard::add);
            assertThat(heard).contains(REQUEST, REQUEST);

            try (Admin admin = Admin.create(kafka.admin())) {
                TopicPartition events = new TopicPartition("training.events", 0);
                admin.alterConsumerGroupOffsets(RECORDER, Map.of(events, new OffsetAndMetadata(1)))
                        .all()
                        .get();
                assertThat(line.awaitGroup(RECORDER, new KafkaSession.Received(REQUEST, events, 0), LIMIT))
                        .isTrue();
            }
        }
    }

    static Stream<AclBinding> needed() throws IOException {
        return rights().stream()
                .filter(right -> right.pattern().resourceType() == ResourceType.GROUP
                        || right.entry().operation() != AclOperation.DESCRIBE);
    }

    @ParameterizedTest
    @MethodSource("needed")
    void withoutOneOfThemIsRefusedWhatItIsFor(AclBinding right) throws Exception {
        GuardedKafka.Action action = action(right);
        await().atMost(LIMIT).until(() -> !GuardedKafka.refuses(action));
        kafka.takeBack(right);
        try {
            await().atMost(LIMIT).until(() -> GuardedKafka.refuses(action));
        } finally {
            kafka.allow(List.of(right));
        }
    }

    private static GuardedKafka.Action action(AclBinding right) {
        String name = right.pattern().name();
        return switch (right.entry().operation()) {
            case READ -> () -> hears(topic(name));
            case WRITE -> () -> says(topic(name));
            default -> () -> asksHowFar(name);
        };
    }

    private static Topic topic(String name) {
        return Arrays.stream(Topic.values())
                .filter(topic -> topic.name("training.").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void hears(Topic topic) {
        try (KafkaSession line = KafkaSession.ofAll(cluster, topic).fromTheBeginning()) {
            line.hearAll(message -> {});
        }
    }

    private static void says(Topic topic) throws IOException {
        try (KafkaSession line = KafkaSession.ofAll(cluster)) {
            line.say(topic, REQUEST);
        }
    }

    private static void asksHowFar(String group) throws IOException {
        KafkaSession.Received place = new KafkaSession.Received(REQUEST, new TopicPartition("training.events", 0), 0);
        try (KafkaSession line = KafkaSession.ofAll(cluster, Topic.EVENTS).fromTheBeginning()) {
            var unused = line.awaitGroup(group, place, Duration.ofMillis(500));
        }
    }

    private static List<AclBinding> rights() throws IOException {
        return KafkaAcls.of(Path.of("../docs/operations.md"), USER, USER);
    }
}
