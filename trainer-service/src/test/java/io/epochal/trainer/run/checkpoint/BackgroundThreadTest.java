package io.epochal.trainer.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackgroundThreadTest {
    private final BackgroundThread thread = new BackgroundThread("test");

    @AfterEach
    void close() {
        thread.close();
    }

    @Test
    void anErrorIsThrownWhereItIsWaitedFor() {
        var unused = thread.later(() -> {
            throw new IllegalStateException("bug");
        });

        assertThatThrownBy(thread::drain)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a background task failed")
                .hasRootCauseMessage("bug");
    }

    @Test
    void returnsWhetherEverythingWasDoneInTime() throws IOException {
        CountDownLatch release = new CountDownLatch(1);
        var unused = thread.later(() -> {
            release.await();
            return release;
        });
        assertThat(thread.drained(Duration.ZERO)).isFalse();

        release.countDown();
        assertThat(thread.drained(Duration.ofMinutes(1))).isTrue();
    }

    @Test
    void anAbandonedTaskIsInterruptedAndThoseBehindItAreDiscarded() throws IOException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        var unused = thread.later(() -> {
            begun.countDown();
            try {
                return never.getCount() + (never.await(1, java.util.concurrent.TimeUnit.MINUTES) ? 1 : 0);
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
        var behind = thread.later(() -> {
            never.countDown();
            return never;
        });
        assertThat(awaited(begun)).isTrue();
        thread.abandon(Duration.ofMinutes(1));

        assertThat(interrupted.getCount()).isZero();
        assertThat(behind.isDone()).isFalse();
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(1, java.util.concurrent.TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
