package io.epochal.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.kafka.DeadLetter;
import io.epochal.kafka.Records;
import io.epochal.kafka.RunPartition;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Topic;
import io.epochal.trainer.run.port.Runs;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the queue promises, whichever kind of group it is: each kind is a subclass. */
@Tag("slow")
abstract class RunQueueTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Runs in different lanes are in different partitions, where there are several. */
    private final int lanes;

    private final Duration longerThanTheLock;
    private final TrainerTestBroker broker;
    private final Set<String> madeNoProgress = ConcurrentHashMap.newKeySet();
    private final Map<String, String> failed = new ConcurrentHashMap<>();
    private final List<RunQueue> queues = new ArrayList<>();
    private final Set<String> mine = ConcurrentHashMap.newKeySet();

    /** @param lock how long a trainer that does not renew it holds a run */
    RunQueueTest(TrainerTestBroker broker, int lanes, Duration lock) {
        this.broker = broker;
        this.lanes = lanes;
        this.longerThanTheLock = lock.plusSeconds(3);
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
        String one = request(0);
        String other = request(lanes - 1);

        await().atMost(LIMIT).until(() -> first.size() == 1 && second.size() == 1);
        await().during(longerThanTheLock).atMost(LIMIT).untilAsserted(() -> assertThat(first.size() + second.size())
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

    /** Even if the hold on a run is lost meanwhile: the trainer that gets it again finds that it has ended. */
    @Test
    void aBrokerThatWasAwayDoesNotEndTheTakingOfRuns() throws IOException {
        List<String> taken = new CopyOnWriteArrayList<>();
        CountDownLatch trained = new CountDownLatch(1);
        RunQueue queue = queue(
                (request, last, closing) -> taken.isEmpty() ? hold(taken, request, trained) : add(taken, request));
        String held = request();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(taken).containsExactly(held));
        broker.restart();
        trained.countDown();
        String next = request();

        await().atMost(LIMIT).untilAsserted(() -> assertThat(taken).contains(next));
        assertThat(queue.alive()).isTrue();
    }

    @Test
    void aRunThatWaitsBehindABusyTrainerGoesToOneThatIsFree() {
        List<String> taken = new CopyOnWriteArrayList<>();
        CountDownLatch trained = new CountDownLatch(1);
        queue((request, last, closing) -> hold(taken, request, trained));
        String held = request(0);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(taken).containsExactly(held));
        List<String> waiting = new ArrayList<>();
        for (int lane = 1; lane < Math.max(2, lanes); lane++) {
            waiting.add(request(lane % lanes));
        }
        List<String> elsewhere = new CopyOnWriteArrayList<>();
        queue((request, last, closing) -> add(elsewhere, request));

        await().atMost(LIMIT).untilAsserted(() -> assertThat(elsewhere).containsExactlyInAnyOrderElementsOf(waiting));
        assertThat(taken).containsExactly(held);
        trained.countDown();
    }

    @Test
    void trainersThatComeAndGoTakeNoRunFromTheOneThatHoldsIt() throws InterruptedException {
        List<String> taken = new CopyOnWriteArrayList<>();
        List<String> elsewhere = new CopyOnWriteArrayList<>();
        AtomicBoolean disturbed = new AtomicBoolean();
        CountDownLatch trained = new CountDownLatch(1);
        queue((request, last, closing) -> {
            Runs.Outcome outcome = hold(taken, request, trained);
            disturbed.set(closing.getAsBoolean());
            return outcome;
        });
        String run = request();
        await().atMost(LIMIT).until(() -> taken.size() == 1);
        for (int others = 0; others < 3; others++) {
            RunQueue other = queue((request, last, closing) -> add(elsewhere, request));
            String passing = request((lane(run) + 1) % lanes);
            await().atMost(LIMIT).until(() -> elsewhere.contains(passing));
            other.stop(new ShutdownEvent());
        }
        trained.countDown();
        String next = request();

        await().atMost(LIMIT).untilAsserted(() -> assertThat(taken).containsExactly(run, next));
        assertThat(disturbed).isFalse();
        assertThat(elsewhere).doesNotContain(run);
    }

    @Test
    void aRunThatIsOverIsNotHandedOutAgain() throws InterruptedException {
        List<String> taken = new CopyOnWriteArrayList<>();
        RunQueue first = queue((request, last, closing) -> add(taken, request));
        String over = request(0);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(taken).containsExactly(over));
        first.stop(new ShutdownEvent());
        queue((request, last, closing) -> add(taken, request));
        String next = request(0);

        await().atMost(LIMIT).untilAsserted(() -> assertThat(taken).contains(next));
        assertThat(taken).containsExactly(over, next);
    }

    @Test
    void handsARunOutAgainWhoseTrainerWasKilled() throws Exception {
        String run = request();
        Process killed =
                RunHolderProcess.start(broker.bootstrap(), broker.settings().queue(), run);
        killed.destroyForcibly().waitFor();
        List<String> taken = new CopyOnWriteArrayList<>();
        queue((request, last, closing) -> add(taken, request));

        await().atMost(LIMIT).untilAsserted(() -> assertThat(taken).containsExactly(run));
    }

    /** The trainer that has claimed it may have lost its hold. If this one acknowledged the run, it would be lost with that one. */
    @Test
    void handsARunOutAgainThatAnotherTrainerHasClaimedButDoesNotHold() {
        List<String> taken = new CopyOnWriteArrayList<>();
        queue((request, last, closing) -> {
            taken.add(request.run());
            return taken.size() == 1 ? Runs.Outcome.SUPERSEDED : Runs.Outcome.ENDED;
        });
        String run = request();

        await().atMost(LIMIT).untilAsserted(() -> assertThat(taken).containsExactly(run, run));
    }

    @Test
    void saysWhenARunIsHandedOutForTheLastTimeAndSetsItAside() {
        String run = request();
        madeNoProgress.add(run);
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
    void aRunThatIsOverAtItsLastDeliveryIsNotSetAside() {
        String over = request(0);
        madeNoProgress.add(over);
        List<String> taken = new CopyOnWriteArrayList<>();
        queue((request, last, closing) -> add(taken, request));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(taken).containsExactly(over));
        String next = request(0);

        await().atMost(LIMIT).untilAsserted(() -> assertThat(taken).containsExactly(over, next));
        assertThat(broker.records(Topic.DEAD_LETTERS)).noneMatch(letter -> over.equals(letter.key()));
    }

    @Test
    void rejectsAnInvalidRequestAsADeadLetter() {
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

    /** Invalid names, keys and values of every kind; each once, and none holds back the next run. */
    @Test
    void rejectsAnInvalidRunAsADeadLetterWithTheReason() {
        List<String> trained = new CopyOnWriteArrayList<>();
        queue((request, last, closing) -> add(trained, request));
        Map<String, ProducerRecord<String, byte[]>> bad = new TreeMap<>();
        for (String run : List.of("../x", "/x", "", "n".repeat(300), "victim/attempts/x", "a b", "-x", "a\u0000")) {
            ProducerRecord<String, byte[]> named =
                    Records.of("training.runs", new RunRequested(run, Instant.EPOCH, SPEC), "/test");
            bad.put("1 to 128 letters#" + run, named);
        }
        String own = "run-" + UUID.randomUUID();
        ProducerRecord<String, byte[]> right =
                Records.of("training.runs", new RunRequested(own, Instant.EPOCH, SPEC), "/test");
        bad.put("key must be the message's run#1", copy(right, "another", right.value()));
        bad.put("key must be the message's run#2", copy(right, null, right.value()));
        bad.put("has no value#", copy(right, own, null));
        bad.put("not a io.epochal.RunRequested#1", copy(right, own, text("{}")));
        bad.put("not a io.epochal.RunRequested#2", copy(right, own, text("null")));
        bad.put("not a io.epochal.RunRequested#3", copy(right, own, text("[".repeat(100_000))));
        bad.put("not a io.epochal.RunRequested#4", copy(right, own, text("{\"run\": null}")));
        bad.put("must begin with#", new ProducerRecord<>("training.runs", own, text("garbage")));
        int before = broker.records(Topic.DEAD_LETTERS).size();
        bad.values().forEach(broker::send);
        String next = request();

        await().atMost(LIMIT).untilAsserted(() -> assertThat(trained).containsExactly(next));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(reasonsFrom(before)).hasSameSizeAs(bad.keySet()));
        List<String> reasons = reasonsFrom(before);
        assertThat(reasons).allSatisfy(reason -> assertThat(reason.length()).isLessThanOrEqualTo(2000));
        bad.keySet().forEach(kind -> assertThat(reasons).anyMatch(reason -> reason.contains(kind.split("#", -1)[0])));
        assertThat(failed).isEmpty();
    }

    private List<String> reasonsFrom(int before) {
        List<ConsumerRecord<String, byte[]>> letters = broker.records(Topic.DEAD_LETTERS);
        return letters.subList(before, letters.size()).stream()
                .map(DeadLetter::reason)
                .toList();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ProducerRecord<String, byte[]> copy(
            ProducerRecord<String, byte[]> record, @Nullable String key, byte @Nullable [] value) {
        return new ProducerRecord<>(record.topic(), null, key, value, record.headers());
    }

    /** Every throwable that a JVM survives. */
    @Test
    void aRunThatCannotBeginIsTriedAFewTimesThenFailsAndSaysWhy() {
        List<Throwable> thrown = List.of(
                new IllegalStateException("it is so"),
                new StackOverflowError(),
                new NoClassDefFoundError("a/b/C"),
                new AssertionError("no"),
                new IOException("no answer"),
                new NullPointerException());
        AtomicInteger tries = new AtomicInteger();
        List<String> trained = new CopyOnWriteArrayList<>();
        String bad = request(0);
        queue((request, last, closing) -> {
            if (!request.run().equals(bad)) {
                return add(trained, request);
            }
            return sneak(thrown.get(tries.getAndIncrement() % thrown.size()));
        });
        String next = request(lanes - 1);

        await().atMost(LIMIT.multipliedBy(2))
                .untilAsserted(() -> assertThat(failed).containsOnlyKeys(bad));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(trained).containsExactly(next));
        assertThat(tries).hasValue(QueuedRun.MOST_RETURNS + 1);
        assertThat(failed.get(bad)).contains("could not begin, 6 times: java.lang.NullPointerException");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(broker.records(Topic.DEAD_LETTERS))
                .anyMatch(letter ->
                        bad.equals(letter.key()) && DeadLetter.reason(letter).contains("could not begin")));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> Runs.Outcome sneak(Throwable thrown) throws T {
        throw (T) thrown;
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
    final RunQueue queue(Training training) {
        RunQueue queue = TrainerTestBroker.queue(broker.settings(), broker.needs(), new Runs() {
            @Override
            public Outcome train(Delivery delivery, BooleanSupplier closing) throws IOException {
                RunRequested request = delivery.request();
                return mine.contains(request.run()) ? training.train(request, delivery.last(), closing) : Outcome.ENDED;
            }

            @Override
            public Outcome fail(RunRequested request, String reason) {
                failed.put(request.run(), reason);
                return Outcome.GIVEN_UP;
            }

            @Override
            public boolean madeNoProgress(RunRequested request, int attempts) {
                return madeNoProgress.contains(request.run());
            }
        });
        queues.add(queue);
        queue.start(new StartupEvent());
        return queue;
    }

    interface Training {
        Runs.Outcome train(RunRequested request, boolean last, BooleanSupplier closing) throws IOException;
    }

    final String request() {
        return request(0);
    }

    private String request(int lane) {
        String run;
        do {
            run = "run-" + UUID.randomUUID();
        } while (lane(run) != lane);
        mine.add(run);
        broker.send(Topic.RUNS, new RunRequested(run, Instant.EPOCH, SPEC));
        return run;
    }

    private int lane(String run) {
        return RunPartition.of(run, lanes);
    }

    static final RunSpec SPEC = RunSpec.of(Map.of(
            "name",
            "test",
            "data",
            Map.of("dataset", "mnist"),
            "model",
            Map.of("layers", List.of(Map.of("type", "Dense", "units", 10, "activation", "softmax"))),
            "batch_size",
            1));
}
