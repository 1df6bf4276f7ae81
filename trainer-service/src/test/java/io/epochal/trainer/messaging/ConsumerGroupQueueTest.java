package io.epochal.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.epochal.trainer.run.port.Runs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The queue on a real classic consumer group. */
// It waits for locks to run out: others may use the time. Its own tests share one group.
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the group of ConsumerGroupQueueTest")
class ConsumerGroupQueueTest extends RunQueueTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PARTITIONS = 6;

    @TempDir
    private static Path folder;

    private static TrainerTestBroker broker;

    ConsumerGroupQueueTest() {
        super(broker, PARTITIONS, Duration.ofSeconds(6));
    }

    @BeforeAll
    static void start() throws IOException {
        broker = new TrainerTestBroker(folder.resolve("kafka"), KafkaSettings.CONSUMER_GROUP, PARTITIONS);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    /** The broker takes a trainer for dead that is not, as after a pause: it has lost its partition. */
    @Test
    void aTrainerThatHasLostItsPartitionLetsGoOfTheRunAndLeavesItToTheNewOwner() throws Exception {
        List<String> taken = new CopyOnWriteArrayList<>();
        queue((request, last, closing) -> {
            taken.add(request.run());
            if (taken.size() == 1) {
                await().atMost(LIMIT).until(closing::getAsBoolean);
                return Runs.Outcome.GIVEN_BACK;
            }
            return Runs.Outcome.ENDED;
        });
        String run = request();
        await().atMost(LIMIT).until(() -> taken.size() == 1);
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", broker.bootstrap()))) {
            admin.removeMembersFromConsumerGroup("trainers-classic", new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get();
        }
        await().atMost(LIMIT).untilAsserted(() -> assertThat(taken).containsExactly(run, run));
        String next = request();

        await().atMost(LIMIT).untilAsserted(() -> assertThat(taken).containsExactly(run, run, next));
    }

    @Test
    void aKindOfGroupThatThereIsNotIsRefused() {
        assertThatThrownBy(() -> TrainerTestBroker.settings("127.0.0.1:1", "sharegroup"))
                .hasMessage("epochal.queue must be share-group or consumer-group; found sharegroup");
    }
}
