package io.epochal.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.protocol.Topic;
import io.epochal.trainer.run.port.Runs;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The queue on a real share group. */
// It waits for locks to run out: others may use the time. Its own tests share one group.
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the group of ShareGroupQueueTest")
class ShareGroupQueueTest extends RunQueueTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static TrainerTestBroker broker;

    ShareGroupQueueTest() {
        super(broker, 1, Duration.ofSeconds(15));
    }

    @BeforeAll
    static void start() throws IOException {
        broker = new TrainerTestBroker(folder.resolve("kafka"));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void aRunThatTheBrokerHandsOutForTheLastTimeIsSetAside() {
        String run = request();
        try (KafkaShareConsumer<String, byte[]> dying = broker.settings().sharedRunConsumer()) {
            dying.subscribe(List.of("training.runs"));
            AtomicInteger deliveries = new AtomicInteger();
            await().atMost(LIMIT).until(() -> {
                dying.poll(Duration.ofMillis(500)).forEach(record -> {
                    boolean mineToLose = run.equals(record.key());
                    deliveries.addAndGet(mineToLose ? 1 : 0);
                    dying.acknowledge(record, mineToLose ? AcknowledgeType.RELEASE : AcknowledgeType.ACCEPT);
                    dying.commitSync();
                });
                return deliveries.get() == 4;
            });
        }
        List<Boolean> lasts = new CopyOnWriteArrayList<>();
        queue((request, last, closing) -> {
            lasts.add(last);
            return Runs.Outcome.GIVEN_UP;
        });

        await().atMost(LIMIT).untilAsserted(() -> assertThat(lasts).containsExactly(true));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(broker.records(Topic.DEAD_LETTERS))
                .anyMatch(letter -> run.equals(letter.key())));
    }

    @Test
    void saysWhatToSetWhenTheBrokerHasNoShareGroups() throws Exception {
        try (TrainerTestBroker old = new TrainerTestBroker(folder.resolve("old"));
                Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", old.bootstrap()))) {
            FeatureUpdate off = new FeatureUpdate((short) 0, FeatureUpdate.UpgradeType.SAFE_DOWNGRADE);
            admin.updateFeatures(Map.of("share.version", off), new UpdateFeaturesOptions())
                    .all()
                    .get();
            Runs unused = new NoRuns();
            RunQueue queue = TrainerTestBroker.queue(old.settings(), old.needs(), unused);
            queue.start(new StartupEvent());

            await().atMost(LIMIT).untilAsserted(() -> assertThat(queue.fault())
                    .hasValueSatisfying(fault -> assertThat(fault).contains("set epochal.queue=consumer-group")));
            await().atMost(LIMIT).until(() -> !queue.alive());
            queue.stop(new ShutdownEvent());
        }
    }
}
