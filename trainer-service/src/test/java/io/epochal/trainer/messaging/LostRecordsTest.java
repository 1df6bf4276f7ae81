package io.epochal.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.checkpoint.Content;
import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.Topic;
import io.epochal.trainer.run.claim.UnfinishedRuns;
import io.epochal.trainer.run.port.Runs;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The queue's topic is cut under runs that have not ended. */
// It waits for locks to run out: others may use the time. Each of its tests has a broker of its own.
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class LostRecordsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(200);

    @TempDir
    private Path folder;

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final UnfinishedRuns unfinished = new UnfinishedRuns(store);
    private final String run = "run-" + UUID.randomUUID();
    private final RunRequested request = new RunRequested(run, Instant.EPOCH, RunQueueTest.SPEC);
    private TrainerTestBroker broker;

    @BeforeEach
    void start() throws IOException {
        broker = new TrainerTestBroker(folder.resolve("kafka"));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {KafkaSettings.SHARE_GROUP, KafkaSettings.CONSUMER_GROUP})
    void aRunWhoseRecordIsGoneContinuesWithAnotherTrainer(String group) throws Exception {
        KafkaSettings settings = TrainerTestBroker.settings(broker.bootstrap(), group);
        broker.needs();
        broker.send(Topic.RUNS, request);
        Process killed = RunHolderProcess.start(broker.bootstrap(), group, run);
        unfinished.put(new UnfinishedRuns.Mark(request, "training.runs-0@0", "beat", 1, 1));
        cut();
        killed.destroyForcibly().waitFor();
        List<RunRequested> taken = new CopyOnWriteArrayList<>();
        RunQueue one = queue(settings, taken);
        RunQueue other = queue(settings, taken);

        await().atMost(LIMIT).untilAsserted(() -> assertThat(taken).isNotEmpty());
        await().during(LOOK.multipliedBy(10)).atMost(LIMIT).untilAsserted(() -> assertThat(taken)
                .singleElement()
                .satisfies(again -> assertThat(again).isEqualTo(request)));
        one.stop(new ShutdownEvent());
        other.stop(new ShutdownEvent());
    }

    @Test
    void aRunWhoseTrainerShowsItselfOrWhoseRecordIsThereIsLeftAlone() throws Exception {
        KafkaSettings settings = broker.settings();
        LostRecords lost = new LostRecords(settings, unfinished, Duration.ofNanos(1));
        broker.send(Topic.RUNS, request);
        UnfinishedRuns.Mark mark = new UnfinishedRuns.Mark(request, "training.runs-0@0", "beat-0", 1, 1);
        unfinished.put(mark);
        lost.look();
        lost.look();
        cut();
        for (int beat = 0; beat < 5; beat++) {
            unfinished.put(mark.at(mark.ticket()));
            lost.look();
        }
        assertThat(broker.records(Topic.RUNS)).isEmpty();

        lost.look();
        lost.look();
        assertThat(broker.records(Topic.RUNS)).hasSize(1);
        assertThat(unfinished.all().get(0).ticket()).isEqualTo("training.runs-0@1");
    }

    /** Two look at once, and the first one may die before it has sent the record. */
    @Test
    void oneOfTwoPutsItBackAndTheOtherWhenThatOneDoesNot() throws IOException {
        UnfinishedRuns.Mark mark = new UnfinishedRuns.Mark(request, "training.runs-0@0", "beat", 1, 1);

        assertThat(unfinished.isMineToPutBack(mark, 1)).isTrue();
        assertThat(unfinished.isMineToPutBack(mark, 1)).isFalse();
        assertThat(unfinished.isMineToPutBack(mark, 2)).isTrue();
    }

    /** Two trainers could have one run. */
    @Test
    void withAStoreThatIgnoresConditionsNoRunIsTakenAndHealthSaysWhy() throws Exception {
        List<RunRequested> taken = new CopyOnWriteArrayList<>();
        InMemoryObjectStore good = store;
        ObjectStore careless = (ObjectStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("putIfAbsent")) {
                        good.put((String) arguments[0], (Content) arguments[1]);
                        return true;
                    }
                    return method.invoke(good, arguments);
                });
        broker.send(Topic.RUNS, request);
        RunQueue queue = queue(broker.settings(), taken, careless);

        await().atMost(LIMIT).untilAsserted(() -> assertThat(queue.fault())
                .hasValueSatisfying(fault -> assertThat(fault).contains("ignores If-None-Match")));
        assertThat(queue.alive()).isFalse();
        assertThat(taken).isEmpty();
        queue.stop(new ShutdownEvent());
        // The queue tries the store again every two seconds, so a probe may be there for a moment.
        await().atMost(LIMIT).untilAsserted(() -> assertThat(store.list("")).isEmpty());
    }

    @Test
    void whatOthersHavePutThereIsPassedOver() throws Exception {
        store.put("unfinished/../x", Content.of(new byte[0]));
        store.put("unfinished/garbage", Content.of("{".getBytes(StandardCharsets.UTF_8)));
        unfinished.put(new UnfinishedRuns.Mark(request, "training.runs-0@0", "beat", 1, 1));

        assertThat(unfinished.all()).hasSize(1);
    }

    private void cut() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.deleteRecords(Map.of(new TopicPartition("training.runs", 0), RecordsToDelete.beforeOffset(-1)))
                    .all()
                    .get();
        }
    }

    private RunQueue queue(KafkaSettings settings, List<RunRequested> taken) {
        return queue(settings, taken, store);
    }

    private RunQueue queue(KafkaSettings settings, List<RunRequested> taken, ObjectStore objects) {
        Runs runs = new Runs() {
            @Override
            public Outcome train(Delivery delivery, BooleanSupplier shuttingDown) throws IOException {
                taken.add(delivery.request());
                store.delete(store.list("unfinished/"));
                return Outcome.ENDED;
            }

            @Override
            public Outcome fail(RunRequested failed, String reason) {
                return Outcome.GIVEN_UP;
            }

            @Override
            public boolean madeNoProgress(RunRequested asked, int attempts) {
                return false;
            }
        };
        RunQueue queue = TrainerTestBroker.queue(settings, broker.needs(), runs, objects, LOOK);
        queue.start(new StartupEvent());
        return queue;
    }
}
