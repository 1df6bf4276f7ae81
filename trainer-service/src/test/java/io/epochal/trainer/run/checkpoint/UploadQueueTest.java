package io.epochal.trainer.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.checkpoint.StoreRefusal;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UploadQueueTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final SaveFailures failures = new SaveFailures();
    private final UploadQueue queue = new UploadQueue(new BackgroundThread("uploads"), failures);
    private final List<String> done = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void runsTasksInOrder() throws IOException {
        queue.later("a", () -> done.add("a"));
        queue.later("b", () -> done.add("b"));
        queue.drain(LONG);

        assertThat(done).containsExactly("a", "b");
    }

    @Test
    void retriesWhileTheStoreIsUnavailable() throws IOException {
        AtomicInteger tries = new AtomicInteger();
        queue.later("a", () -> {
            if (tries.incrementAndGet() < 3) {
                throw tries.get() == 1 ? new IOException("no answer") : new SocketTimeoutException("no answer");
            }
        });
        queue.drain(LONG);

        assertThat(tries).hasValue(3);
        assertThat(failures.summary()).isEmpty();
    }

    @Test
    void whatTheStoreRejectsIsNotedAndTheTasksBehindItRun() throws IOException {
        queue.later("best", () -> {
            throw new StoreRefusal("no such key", new IllegalArgumentException("key"));
        });
        queue.later("broken", () -> {
            throw new IllegalStateException("bug");
        });
        queue.later("b", () -> done.add("b"));
        queue.drain(LONG);

        assertThat(failures.summary())
                .isEqualTo("; not saved: best: no such key; broken: java.lang.IllegalStateException: bug");
        assertThat(done).containsExactly("b");
    }

    @Test
    void aSupersededAttemptIsNotRetried() {
        AtomicInteger tries = new AtomicInteger();
        queue.later("a", () -> {
            tries.incrementAndGet();
            throw new SupersededException("attempt 1 is superseded");
        });

        assertThatThrownBy(() -> queue.drain(LONG)).isInstanceOf(SupersededException.class);
        assertThat(tries).hasValue(1);
    }

    @Test
    void aStoreThatTakesTooLongIsUnavailable() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        queue.later("a", () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                done.add("interrupted");
            }
        });

        assertThatThrownBy(() -> queue.drain(Duration.ZERO))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("the object store has not taken everything within 0 s");
        queue.abandon();
        assertThat(done.size()).isLessThanOrEqualTo(1);
    }

    @Test
    void whatIsUnderWayIsDoneWhenItIsClosed() {
        CountDownLatch underWay = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        queue.later("a", () -> {
            underWay.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            done.add("a");
        });
        queue.later("b", () -> done.add("b"));
        new Thread(() -> {
                    try {
                        underWay.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    goOn.countDown();
                })
                .start();
        queue.close();

        assertThat(done).containsExactly("a", "b");
    }

    /** The engine frees behind this what an upload reads. */
    @Test
    void anUploadThatIsRetriedForTooLongIsGivenUpWhenItIsClosed() {
        CountDownLatch tried = new CountDownLatch(1);
        UploadQueue impatient = new UploadQueue(new BackgroundThread("retried"), failures, Duration.ofMillis(50));
        impatient.later("a", () -> {
            tried.countDown();
            throw new IOException("no answer");
        });
        await(tried);
        impatient.close();

        Awaitility.await().untilAsserted(() -> assertThat(threads()).doesNotContain("retried"));
    }

    @Test
    void anInterruptedThreadWaitsForNoUploadAndEndsItsRetries() {
        CountDownLatch tried = new CountDownLatch(1);
        UploadQueue interrupted = new UploadQueue(new BackgroundThread("retried"), failures);
        interrupted.later("a", () -> {
            tried.countDown();
            throw new IOException("no answer");
        });
        interrupted.later("b", () -> done.add("b"));
        await(tried);
        Thread.currentThread().interrupt();
        interrupted.close();

        assertThat(Thread.interrupted()).isTrue();
        Awaitility.await().untilAsserted(() -> assertThat(threads()).doesNotContain("retried"));
        assertThat(done).isEmpty();
    }

    /** Again and again: what closes it comes while the first, the second or none of its tasks is under way. */
    @Test
    void whateverIsUnderWayWhenItIsClosedEachTaskIsDoneOnceAndARefusalIsNotedOnce() {
        for (int round = 1; round <= 100; round++) {
            SaveFailures noted = new SaveFailures();
            List<String> ended = new CopyOnWriteArrayList<>();
            UploadQueue closed = new UploadQueue(new BackgroundThread("uploads"), noted);
            closed.later("a", () -> ended.add("a"));
            closed.later("refused", () -> {
                throw new StoreRefusal("no such key", new IllegalArgumentException("key"));
            });
            closed.later("b", () -> ended.add("b"));
            closed.close();

            assertThat(ended).containsExactly("a", "b");
            assertThat(noted.summary()).isEqualTo("; not saved: refused: no such key");
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
