package io.epochal.callback.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestRateTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private static int taken(RequestRate rate, long from, long step, int requests) {
        int taken = 0;
        long state = RequestRate.fresh(from);
        for (int i = 0; i < requests; i++) {
            OptionalLong next = rate.take(state, from + i * step);
            if (next.isPresent()) {
                taken++;
                state = next.getAsLong();
            }
        }
        return taken;
    }

    @ParameterizedTest
    @CsvSource({"60, 16", "6000, 1501", "4, 2", "1, 1"})
    void aQuarterOfAMinuteAndOneMoreMayComeAtOnce(int perMinute, int atOnce) {
        assertThat(taken(new RequestRate(perMinute), 0, 0, 10_000)).isEqualTo(atOnce);
    }

    @Test
    void whoAsksAtTheRateIsNeverRejected() {
        assertThat(taken(new RequestRate(60), 7, SECOND, 10_000)).isEqualTo(10_000);
    }

    @Test
    void whoAsksTwiceAsOftenIsRejectedEverySecondTime() {
        assertThat(taken(new RequestRate(60), -5, SECOND / 2, 2000)).isBetween(1000, 1020);
    }

    @Test
    void theClockMayBeginAnywhere() {
        assertThat(taken(new RequestRate(60), Long.MAX_VALUE - 3 * SECOND, SECOND, 100))
                .isEqualTo(100);
    }

    @Test
    void howeverRequestsComeNoMinuteHasMoreThanItsShareAndABurst() {
        Random random = new Random(3);
        RequestRate rate = new RequestRate(120);
        long now = 0;
        long state = RequestRate.fresh(now);
        int taken = 0;
        for (int i = 0; i < 100_000; i++) {
            now += (long) (random.nextDouble() * SECOND / 2);
            OptionalLong next = rate.take(state, now);
            taken += next.isPresent() ? 1 : 0;
            state = next.orElse(state);
        }
        assertThat((double) taken).isLessThanOrEqualTo(now / (SECOND * 60.0) * 120 + 31);
    }
}
