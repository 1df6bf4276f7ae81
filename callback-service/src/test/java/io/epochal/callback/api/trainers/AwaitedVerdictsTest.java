package io.epochal.callback.api.trainers;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Ask;
import io.epochal.protocol.BarrierAddress;
import io.epochal.protocol.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Who waits for which verdict. */
class AwaitedVerdictsTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final AwaitedVerdicts verdicts = new AwaitedVerdicts();

    @Test
    void eachCallThatWaitsForAVerdictGetsTheFirst() {
        BarrierAddress barrier = new BarrierAddress("r", 1, 2);
        CompletableFuture<Verdict> one = verdicts.next(barrier, LONG).toCompletableFuture();
        CompletableFuture<Verdict> other = verdicts.next(barrier, LONG).toCompletableFuture();

        Verdict first = verdict(2);
        verdicts.add(first);
        verdicts.add(verdict(2));

        assertThat(one).isCompletedWithValue(first);
        assertThat(other).isCompletedWithValue(first);
        assertThat(verdicts.known(barrier)).contains(first);
    }

    @Test
    void awaitsWhatSomebodyWaitsForUntilItIsThere() {
        BarrierAddress barrier = new BarrierAddress("r", 1, 2);
        assertThat(verdicts.awaits(barrier)).isFalse();
        var unused = verdicts.next(barrier, LONG);
        assertThat(verdicts.awaits(barrier)).isTrue();

        verdicts.add(verdict(2));

        assertThat(verdicts.awaits(barrier)).isFalse();
    }

    @Test
    void doesNotKeepWhatNobodyWaitsFor() {
        verdicts.add(verdict(2));

        assertThat(verdicts.known(new BarrierAddress("r", 1, 2))).isEmpty();
    }

    @Test
    void endsTheWaitInTimeAndTakesALaterVerdictForTheNextCall() {
        BarrierAddress barrier = new BarrierAddress("r", 1, 2);
        assertThat(verdicts.next(barrier, Duration.ofMillis(1)).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                .withCauseInstanceOf(TimeoutException.class);

        verdicts.add(verdict(2));

        assertThat(verdicts.known(barrier)).isPresent();
    }

    private static Verdict verdict(long answers) {
        return new Verdict(
                "r",
                1,
                answers,
                Instant.now(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Ask.AT_EPOCH_END);
    }
}
