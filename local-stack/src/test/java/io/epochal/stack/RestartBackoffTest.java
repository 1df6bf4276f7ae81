package io.epochal.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RestartBackoffTest {
    private static final Duration SHORT = Duration.ofSeconds(3);

    @Test
    void theDelayGrowsWithEachDeath() {
        RestartBackoff pauses = new RestartBackoff();

        assertThat(LongStream.rangeClosed(1, 9)
                        .map(pid -> pauses.after("callback-service", pid, SHORT).toSeconds()))
                .containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    }

    @Test
    void aDeathCountsOnceAndProcessesCountSeparately() {
        RestartBackoff pauses = new RestartBackoff();
        pauses.after("callback-service", 1, SHORT);
        pauses.after("callback-service", 2, SHORT);

        assertThat(pauses.after("callback-service", 2, SHORT)).isEqualTo(Duration.ofSeconds(1));
        assertThat(pauses.after("trainer-service", 3, SHORT)).isZero();
    }

    @Test
    void aProcessThatRanLongIsRestartedAtOnce() {
        RestartBackoff pauses = new RestartBackoff();
        LongStream.rangeClosed(1, 5).forEach(pid -> pauses.after("trainer-service", pid, SHORT));

        assertThat(pauses.after("trainer-service", 6, Duration.ofMinutes(2))).isZero();
    }

    @Test
    void theDelayHasAMaximum() {
        RestartBackoff pauses = new RestartBackoff();
        LongStream.rangeClosed(1, 200).forEach(pid -> pauses.after("trainer-service", pid, SHORT));

        assertThat(pauses.after("trainer-service", 201, SHORT)).isEqualTo(Duration.ofSeconds(60));
    }
}
