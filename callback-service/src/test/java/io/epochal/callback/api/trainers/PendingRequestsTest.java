package io.epochal.callback.api.trainers;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What trainers are told that users have asked. */
class PendingRequestsTest {
    private final PendingRequests requests = new PendingRequests(1_000);

    @Test
    void hasEachRequestOnceInTheOrderOfTheLogUntilItIsAnswered() {
        requests.add(request("r", "c-1"), 10);
        requests.add(request("r", "c-2"), 10);
        requests.add(request("r", "c-1"), 10);

        assertThat(requests.of("r", Set.of()))
                .extracting(CommandRequest::commandId)
                .containsExactly("c-1", "c-2");
        assertThat(requests.of("r", Set.of("c-1")))
                .extracting(CommandRequest::commandId)
                .containsExactly("c-2");
        assertThat(requests.of("other", Set.of())).isEmpty();
    }

    @Test
    void forgetsTheOldestRunsRequestsWhenThereAreTooManyBytes() {
        requests.add(request("old", "c-1"), 600);
        requests.add(request("new", "c-1"), 600);

        assertThat(requests.of("old", Set.of())).isEmpty();
        assertThat(requests.of("new", Set.of())).hasSize(1);
    }

    @Test
    void tellsWhoWaitsAndEndsTheWaitInTime() {
        CompletableFuture<Void> waiting =
                requests.next("r", Duration.ofMinutes(1)).toCompletableFuture();
        CompletableFuture<Void> other =
                requests.next("other", Duration.ofMillis(1)).toCompletableFuture();
        assertThat(waiting).isNotDone();

        requests.add(request("r", "c-1"), 10);

        assertThat(waiting).isCompleted();
        assertThat(other).succeedsWithin(Duration.ofSeconds(5));
    }

    private static CommandRequest request(String run, String id) {
        return new CommandRequest(run, Instant.EPOCH, id, "ann", new Command.PauseTraining());
    }
}
