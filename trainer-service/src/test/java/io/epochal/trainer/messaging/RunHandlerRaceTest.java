package io.epochal.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.kafka.Records;
import io.epochal.protocol.RunRequested;
import io.epochal.trainer.run.port.Runs;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A run's end, the renewals of its record, the loss of it and the trainer's shutdown, in every order: the record is answered once. */
@Tag("slow")
class RunHandlerRaceTest {
    private static final int ROUNDS = 500;
    private static final Map<Runs.Outcome, String> ANSWERS = Map.of(
            Runs.Outcome.ENDED, "done",
            Runs.Outcome.DUPLICATE, "done",
            Runs.Outcome.GIVEN_BACK, "put back",
            Runs.Outcome.SUPERSEDED, "released");

    private final Random random = new Random(222);
    private final ExecutorService training = Executors.newSingleThreadExecutor();
    private final ExecutorService shutdown = Executors.newSingleThreadExecutor();

    @AfterEach
    void endThreads() {
        training.shutdownNow();
        shutdown.shutdownNow();
    }

    @Test
    void aRecordIsAnsweredOnceAndAsItsRunHasEnded() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            CountDownLatch closing = new CountDownLatch(1);
            RandomRun run = new RandomRun(random);
            RandomQueue queue = new RandomQueue(random);
            RunHandler handler = new RunHandler(
                    run,
                    new StorePreparation(new InMemoryObjectStore()),
                    5,
                    new QueueDeadLetters(TrainerTestBroker.settings("localhost:9", KafkaSettings.SHARE_GROUP)),
                    new TrainerTestBroker.NoEnd(),
                    training,
                    closing);
            long until = random.nextInt(3_000_000);
            var closed = shutdown.submit(() -> {
                LockSupport.parkNanos(until);
                closing.countDown();
            });
            handler.take(queue, record(round));
            var unused = closed.get(10, TimeUnit.SECONDS);

            assertThat(queue.answers).as("round %d, %s", round, run).containsExactly(run.answer());
        }
    }

    /** One that fails to begin, or ends somehow within a millisecond or two, or when it is told to. */
    private static final class RandomRun implements Runs {
        private final Outcome outcome;
        private final boolean begins;
        private final boolean endless;
        private final long nanos;
        private volatile Outcome actual;

        RandomRun(Random random) {
            List<Outcome> outcomes = List.of(Outcome.ENDED, Outcome.DUPLICATE, Outcome.GIVEN_BACK, Outcome.SUPERSEDED);
            outcome = outcomes.get(random.nextInt(outcomes.size()));
            actual = outcome;
            begins = random.nextInt(8) > 0;
            endless = random.nextInt(3) == 0;
            nanos = random.nextInt(2_500_000);
        }

        String answer() {
            return begins ? ANSWERS.getOrDefault(actual, "none") : "put back";
        }

        @Override
        public Outcome train(Delivery delivery, BooleanSupplier shuttingDown) throws IOException {
            if (!begins) {
                throw new IOException("no attempt could be claimed");
            }
            long end = System.nanoTime() + nanos;
            while (endless ? !shuttingDown.getAsBoolean() : System.nanoTime() < end) {
                LockSupport.parkNanos(20_000);
            }
            actual = endless ? Outcome.GIVEN_BACK : outcome;
            return actual;
        }

        @Override
        public Outcome fail(RunRequested request, String reason) {
            throw new AssertionError("it was put back too often");
        }

        @Override
        public boolean madeNoProgress(RunRequested request, int attempts) {
            return false;
        }

        @Override
        public String toString() {
            return "begins " + begins + ", endless " + endless + ", " + outcome + " after " + nanos + " ns";
        }
    }

    /** Renewals are due each millisecond; some are lost, and of some the broker says nothing. */
    private static final class RandomQueue implements RecordQueue {
        private final List<String> answers = new ArrayList<>();
        private final Random random;
        private boolean lost;

        RandomQueue(Random random) {
            this.random = new Random(random.nextLong());
        }

        @Override
        public Optional<ConsumerRecord<String, byte[]>> take() {
            return Optional.empty();
        }

        @Override
        public boolean last(ConsumerRecord<String, byte[]> held) {
            return false;
        }

        @Override
        public Duration pace() {
            return Duration.ofMillis(1);
        }

        @Override
        public boolean hold() {
            assertThat(answers).as("a renewal behind the answer").isEmpty();
            if (random.nextInt(4) == 0) {
                throw new TimeoutException("the broker is away");
            }
            lost |= random.nextInt(4) == 0;
            return !lost;
        }

        @Override
        public void done() {
            answers.add("done");
        }

        @Override
        public void putBack(int returns) {
            answers.add("put back");
        }

        @Override
        public int returns() {
            return 0;
        }

        @Override
        public void release() {
            answers.add("released");
        }

        @Override
        public void close() {
            answers.add("closed");
        }
    }

    private static ConsumerRecord<String, byte[]> record(long offset) {
        RunRequested request = new RunRequested("run-" + offset, Instant.EPOCH, RunQueueTest.SPEC);
        ProducerRecord<String, byte[]> sent = Records.of("training.runs", request, "/test");
        return new ConsumerRecord<>(
                "training.runs",
                0,
                offset,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                sent.key(),
                sent.value(),
                sent.headers(),
                Optional.empty());
    }
}
