package io.epochal.callback.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimeLimitTest {
    private final TimeLimit limit = new TimeLimit("callbacks", Duration.ofMillis(50));
    private volatile boolean over;

    @AfterEach
    void letGo() {
        over = true;
        limit.close();
    }

    @Test
    void givesWhatIsReturnedAndThrowsWhatIsThrown() throws Throwable {
        assertThat(limit.<Integer>call(() -> 7)).isEqualTo(7);
        assertThatThrownBy(() -> limit.call(() -> {
                    throw new StackOverflowError("deep");
                }))
                .isInstanceOf(StackOverflowError.class)
                .hasMessage("deep");
    }

    @Test
    void whatNeverReturnsIsLeftBehindAndTheNextIsServed() throws Throwable {
        assertThatThrownBy(() -> limit.call(this::spin))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("did not return within 0.05 s");
        assertThatThrownBy(() -> limit.call(() -> {
                    new CountDownLatch(1).await();
                    return null;
                }))
                .isInstanceOf(TimeoutException.class);
        assertThat(limit.<Integer>call(() -> 7)).isEqualTo(7);
    }

    @Test
    void tooManyThatNeverReturnEndTheProcess() {
        for (int i = 0; i < TimeLimit.MAX_LEFT_BEHIND; i++) {
            assertThatThrownBy(() -> limit.call(this::spin)).isInstanceOf(TimeoutException.class);
        }
        assertThatThrownBy(() -> limit.call(this::spin))
                .isInstanceOf(TimeLimit.TooManyLeftBehindError.class)
                .satisfies(thrown -> assertThat(ServiceExit.isDueTo(thrown)).isTrue());
    }

    private Object spin() {
        while (!over) {
            LockSupport.parkNanos(1_000_000);
            // Ignored: left set, parking would return at once, and this thread take a core.
            var unused = Thread.interrupted();
        }
        return over;
    }
}
