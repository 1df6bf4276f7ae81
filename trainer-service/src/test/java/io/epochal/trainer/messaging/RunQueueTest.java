package io.epochal.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.protocol.Layer;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Semantics;
import io.epochal.protocol.Topic;
import io.epochal.trainer.run.Runs;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queue on a real share group. */
class RunQueueTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** More than one renewal, and more than the lock lasts without one. */
    private static final Duration LONGER_THAN_THE_LOCK = Duration.ofSeconds(20);

    @TempDir
    private static Path folder;

    private static Broker broker;
    private final List<RunQueue> queues = new ArrayList<>();
    private final Set<String> mine = ConcurrentHashMap.newKeySet();

    @BeforeAll
    static void start() throws IOException {
        broker = new Broker(folder.resolve("kafka"));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @AfterEach
    void closeQueues() throws InterruptedException {
        for (RunQueue queue : queues) {
            queue.stop(new ShutdownEvent());
        }
    }

    @Test
    void givesEachTrainerARunOfItsOwnAndHoldsItWhileItTrains() {
        List<String> first = new CopyOnWriteArrayList<>();
        List<String> second = new CopyOnWriteArrayList<>();
        CountDownLatch trained = new CountDownLatch(1);
        queue((request, last, closing) -> hold(first, request, trained));
        queue((request, last, closing) -> hold(second, request, trained));
        String one = request();
        String other = request();

        await().atMost(LIMIT).until(() -> first.size() == 1 && second.size() == 1);
        await().during(LONGER_THAN_THE_LOCK).atMost(LIMIT).untilAsserted(() -> assertThat(first.size() + second.size())
                .isEqualTo(2));
        trained.countDown();
        assertThat(List.of(first.get(0), second.get(0))).containsExactlyInAnyOrder(one, other);
    }

    @Test
    void handsARunOutAgainThatCouldNotBegin() {
        AtomicInteger tries = new AtomicInteger();
        List<String> trained = new CopyOnWriteArrayList<>();
        queue((request, last, closing) -> {
            if (tries.incrementAndGet() == 1) {
                throw new IOException("no attempt could be claimed");
            }
            trained.add(request.run());
            return Runs.Outcome.ENDED;
        });
        String run = request();

        await().atMost(LIMIT).untilAsserted(() -> assertThat(trained).containsExactly(run));
        assertThat(tries).hasValue(2);
    }

    @Test
    void handsARunOutAgainWhenItsTrainerIsClosed() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        List<String> taken = new CopyOnWriteArrayList<>();
        RunQueue closed = queue((request, last, closing) -> hold(taken, request, never));
        String run = request();
        await().atMost(LIMIT).until(() -> taken.size() == 1);
        closed.stop(new ShutdownEvent());
        queue((request, last, closing) -> add(taken, request));

        await().atMost(LIMIT).untilAsserted(() -> assertThat(taken).containsExactly(run, run));
    }

    @Test
    void saysWhenARunIsHandedOutForTheLastTimeAndSetsItAside() {
        String run = request();
        try (KafkaShareConsumer<String, byte[]> dying = broker.settings().runConsumer()) {
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
            return Runs.Outcome.ENDED;
        });

        await().atMost(LIMIT).untilAsserted(() -> assertThat(lasts).containsExactly(true));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(broker.records(Topic.DEAD_LETTERS))
                .anyMatch(letter -> run.equals(letter.key())));
    }

    @Test
    void setsAsideWhatIsNoRequest() {
        List<String> trained = new CopyOnWriteArrayList<>();
        queue((request, last, closing) -> add(trained, request));
        String key = UUID.randomUUID().toString();
        broker.send(new ProducerRecord<>("training.runs", key, "garbage".getBytes(StandardCharsets.UTF_8)));
        String run = request();

        await().atMost(LIMIT).untilAsserted(() -> assertThat(trained).containsExactly(run));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(broker.records(Topic.DEAD_LETTERS))
                .filteredOn(letter -> key.equals(letter.key()))
                .singleElement()
                .satisfies(letter -> assertThat(letter.value()).asString().isEqualTo("garbage")));
    }

    private static Runs.Outcome add(List<String> taken, RunRequested request) {
        taken.add(request.run());
        return Runs.Outcome.ENDED;
    }

    private static Runs.Outcome hold(List<String> taken, RunRequested request, CountDownLatch until) {
        taken.add(request.run());
        try {
            until.await();
            return Runs.Outcome.ENDED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Runs.Outcome.GIVEN_BACK;
        }
    }

    /** A run of another test may come again when its trainer was closed before the broker knew that it had ended. */
    private RunQueue queue(Training training) {
        RunQueue queue = new RunQueue(broker.settings(), new Runs() {
            @Override
            public Outcome train(RunRequested request, boolean last, BooleanSupplier closing) throws IOException {
                return mine.contains(request.run()) ? training.train(request, last, closing) : Outcome.ENDED;
            }

            @Override
            public int attemptsWithoutProgress(RunRequested request) {
                return 0;
            }
        });
        queues.add(queue);
        queue.start(new StartupEvent());
        return queue;
    }

    private interface Training {
        Runs.Outcome train(RunRequested request, boolean last, BooleanSupplier closing) throws IOException;
    }

    private String request() {
        String run = "run-" + UUID.randomUUID();
        mine.add(run);
        broker.send(Topic.RUNS, new RunRequested(run, Instant.EPOCH, SPEC));
        return run;
    }

    static final RunSpec SPEC = new RunSpec(
            "test",
            new RunSpec.Data("mnist", List.of(0.0, 1.0), null),
            new RunSpec.Model("sequential", List.of(new Layer.Dense("dense", 10, "softmax"))),
            new RunSpec.Optimizer("adam", 0.001, 0.9, 0.999, 1e-7),
            "sparse_categorical_crossentropy",
            List.of(),
            1,
            1,
            0,
            true,
            0,
            List.of(),
            Semantics.KERAS_3_15);
}
