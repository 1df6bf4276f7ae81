package io.epochal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.RunRequested.TakenBack;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevokedEndsTest {
    @ParameterizedTest
    @CsvSource({"0, 1, false", "1, 1, true", "1, 2, false", "3, 1, true", "3, 3, true", "3, 4, false"})
    void anEndIsRevokedWithThoseOfAllAttemptsBeforeIt(int newest, int attempt, boolean revoked) {
        assertThat(new RevokedEnds(newest).includes(attempt)).isEqualTo(revoked);
    }

    @Test
    void aRequestForANewRunRevokesNothing() {
        assertThat(RevokedEnds.NONE.with(request(null))).isEqualTo(RevokedEnds.NONE);
        assertThat(new RevokedEnds(2).with(request(null))).isEqualTo(new RevokedEnds(2));
    }

    /** Requests are on another topic than the events, and are delivered at least once. */
    @Test
    void theOrderAndTheNumberOfRequestsDoNotMatter() {
        RevokedEnds ends = RevokedEnds.NONE;
        for (int attempt : new int[] {2, 5, 2, 5, 1}) {
            ends = ends.with(request(new TakenBack(attempt, List.of())));
        }

        assertThat(ends).isEqualTo(new RevokedEnds(5));
    }

    private static RunRequested request(@Nullable TakenBack end) {
        return new RunRequested("run", Instant.EPOCH, Samples.SPEC, null, end);
    }
}
