package io.epochal.trainer.run.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.protocol.RunRequested;
import io.epochal.trainer.run.port.Runs.Delivery;
import io.epochal.trainer.run.state.TestStates;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimsTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final Claims claims = new Claims(store, "test");

    @Test
    void attemptsAreNumberedAndBeginAtTheBeginning() throws IOException {
        for (int attempt = 1; attempt < 4; attempt++) {
            Claims.Claimed claimed = claims.claim(delivery("ticket"), false).orElseThrow();

            assertThat(claimed.attempt()).isEqualTo(attempt);
            assertThat(claimed.place()).isEqualTo("the beginning");
        }
    }

    @Test
    void theHolderIsTheTicketOfTheNewestClaim() throws IOException {
        claims.claim(delivery("a"), false);
        claims.claim(delivery("b"), false);

        assertThat(claims.heldByAnotherTicket(delivery("a"))).isTrue();
        assertThat(claims.heldByAnotherTicket(delivery("b"))).isFalse();
    }

    @Test
    void attemptsAtTheSamePlaceAreCountedButNotThoseThatFollowAVoidTrial() throws IOException {
        claims.claim(delivery("a"), false);
        claims.claim(delivery("a"), true);
        claims.claim(delivery("a"), false);

        assertThat(claims.madeNoProgress(TestStates.REQUEST, 2)).isTrue();
        assertThat(claims.madeNoProgress(TestStates.REQUEST, 3)).isFalse();
    }

    @Test
    void attemptsBeforeARevokedEndDoNotCount() throws IOException {
        claims.claim(delivery("a"), false);
        claims.claim(delivery("a"), false);
        RunRequested revoked =
                new RunRequested("run", Instant.EPOCH, TestStates.SPEC, null, new RunRequested.TakenBack(2, List.of()));

        assertThat(claims.madeNoProgress(revoked, 1)).isFalse();
    }

    @Test
    void aNumberThatIsOnlyClaimedHasNotBegun() throws IOException {
        assertThat(claims.claimNumber("run")).isEqualTo(1);
        assertThat(claims.claimNumber("run")).isEqualTo(2);

        assertThat(claims.attempts("run").claims().values())
                .extracting(claim -> claim.beginning().begun())
                .containsOnly(false);
    }

    private static Delivery delivery(String ticket) {
        return new Delivery(TestStates.REQUEST, ticket, false);
    }
}
