package io.epochal.callback.api.trainers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.callback.api.ListedRuns;
import io.epochal.callback.api.SmallLimits;
import io.epochal.callback.api.guard.RunQuota;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.messaging.EmbeddedBroker;
import io.epochal.callback.messaging.ReplicaLog;
import io.epochal.protocol.attach.AttachRequest;
import io.epochal.tracing.TraceParent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs that attach at two replicas of the service, which know of each other by the log only. The first one decides. */
@Tag("slow")
@QuarkusTest
@TestProfile(SmallLimits.class)
@QuarkusTestResource(EmbeddedBroker.class)
@Timeout(60)
class ReplicasQuarkusTest {
    @TestHTTPResource
    URI root;

    private final String run = "replicas-" + UUID.randomUUID();
    private final FollowedRuns followed = new FollowedRuns(Duration.ofSeconds(20));
    private final ReplicaLog second = new ReplicaLog(EmbeddedBroker.bootstrap(), followed);
    private final Attaching attaching = new Attaching(
            second.log(), followed, one -> Optional.empty(), new RunQuota(new ListedRuns(List.of()), 1000));

    @AfterEach
    void close() {
        second.close();
    }

    @Test
    void ofProgramsThatAttachAtBothAtOnceEachGetsAnAttemptOfItsOwn() {
        List<CompletableFuture<Integer>> attempts = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            boolean first = i % 2 == 0;
            attempts.add(CompletableFuture.supplyAsync(() -> first ? atTheFirst() : atTheSecond()));
        }
        assertThat(attempts.stream().map(CompletableFuture::join))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 12).boxed().toList());
    }

    /** What one replica has stored counts at the other one from then on, however soon it is asked. */
    @Test
    void anAttachmentAtOneIsKnownAtTheOtherAtOnce() throws Exception {
        for (int attempt = 1; attempt < 20; attempt += 2) {
            assertThat(atTheFirst()).isEqualTo(attempt);
            assertThat(atTheSecond()).isEqualTo(attempt + 1);
        }
    }

    @Test
    void theSameAttachmentAtTheOtherGetsTheSameAttempt() throws Exception {
        ObjectNode body = new HttpTrainer(root, run).attachment("[]");

        assertThat(new HttpTrainer(root, run).attach(body).json().get("attempt").asInt())
                .isEqualTo(1);
        assertThat(attach(body).attempt()).isEqualTo(1);
    }

    @Test
    void aRunThatHasEndedAtOneDoesNotBeginAgainAtTheOther() throws Exception {
        assertThat(atTheSecond()).isEqualTo(1);
        HttpTrainer trainer = new HttpTrainer(root, run);
        trainer.attach("[]");
        trainer.trainingEnded(2);
        assertThat(trainer.runEnded().status()).isEqualTo(200);

        assertThatThrownBy(this::atTheSecond).hasMessageContaining("the run " + run + " has ended");
    }

    private int atTheFirst() {
        try {
            return new HttpTrainer(root, run)
                    .attach("[]")
                    .json()
                    .path("attempt")
                    .asInt();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private int atTheSecond() {
        try {
            return Objects.requireNonNull(
                    attach(new HttpTrainer(root, run).attachment("[]")).attempt());
        } catch (Exception e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private TrainerAnswer attach(ObjectNode body) throws Exception {
        return attaching
                .attach(Requester.ANYBODY, AttachRequest.read(body), TraceParent.NONE)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }
}
