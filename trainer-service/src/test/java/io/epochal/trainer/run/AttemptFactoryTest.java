package io.epochal.trainer.run;

import static io.epochal.trainer.run.port.FakeSupervisor.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.checkpoint.Attempts;
import io.epochal.checkpoint.FolderObjectStore;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.trainer.run.barrier.VerdictTimeouts;
import io.epochal.trainer.run.checkpoint.LastResort;
import io.epochal.trainer.run.checkpoint.UnreliableStore;
import io.epochal.trainer.run.claim.Claims;
import io.epochal.trainer.run.port.FakeEngine;
import io.epochal.trainer.run.port.FakeSupervisor;
import io.epochal.trainer.run.port.Runs.Outcome;
import io.epochal.trainer.run.state.TestStates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class AttemptFactoryTest {
    @TempDir
    private Path folder;

    private final UnreliableStore store = new UnreliableStore();
    private final Claims claims = new Claims(store, "test");
    private final FakeEngine engine = new FakeEngine();
    private final FakeSupervisor supervisor = new FakeSupervisor();
    private VerdictTimeouts timeouts = new VerdictTimeouts(Duration.ZERO, Optional.empty());
    private Duration storeLimit = Duration.ofMinutes(1);

    @Test
    void anAttemptWritesUnderTheNumberThatWasClaimed() throws IOException {
        claim();
        supervisor.answersAll();

        assertThat(train(claim(), () -> false)).contains(Outcome.ENDED);
        assertThat(supervisor.events(RunEnded.class).get(0).checkpoint())
                .isEqualTo("runs/run/checkpoints/00003-000000012-e-2");
    }

    @Test
    void itLeavesWhenTheTrainerShutsDown() throws IOException {
        supervisor.answersAll();

        assertThat(train(claim(), () -> supervisor.batches.size() == 5)).contains(Outcome.GIVEN_BACK);
        assertThat(supervisor.batches).hasSize(5);
        assertThat(supervisor.namesInOrder()).endsWith("RunSuspended");
    }

    /** Without the fence it would wait for a verdict that the newer attempt gets. */
    @Test
    void itLeavesWhenAnUploadHasFoundANewerAttempt() throws IOException {
        supervisor.answersOthers(
                sequence -> Optional.of(verdict(sequence)).filter(one -> supervisor.batches.size() < 5));
        supervisor.afterBatches(5, this::claim);

        assertThat(train(claim(), () -> false)).contains(Outcome.SUPERSEDED);
        assertThat(supervisor.events(RunEnded.class)).isEmpty();
    }

    @Test
    void itGivesUpWaitingForVerdictsAsItIsTold() throws IOException {
        timeouts = new VerdictTimeouts(Duration.ZERO, Optional.of(Duration.ZERO));

        assertThat(train(claim(), () -> false)).contains(Outcome.ENDED);
        assertThat(supervisor.events(RunEnded.class).get(0).reason())
                .startsWith("no verdict on event 0 came within 0 s");
    }

    @Test
    void whatTheStoreDoesNotTakeIsKeptInTheFolderOfTheLastResort() throws IOException {
        storeLimit = Duration.ofMillis(100);
        supervisor.answersAll().afterBatches(12, store::leave);

        assertThat(train(claim(), () -> false)).contains(Outcome.ENDED);
        assertThat(supervisor.events(RunEnded.class).get(0).reason()).contains(folder.toString());
        assertThat(new FolderObjectStore(folder).list("runs/run/checkpoints/")).isNotEmpty();
    }

    private Optional<Outcome> train(int attempt, BooleanSupplier shuttingDown) {
        AttemptFactory factory = new AttemptFactory(
                spec -> engine, timeouts, new LastResort(storeLimit, folder), MetricsInterval.DEFAULT);
        AttemptStart start = new AttemptStart(TestStates.REQUEST, attempt, false, Optional.empty());
        return factory.create(start, supervisor, claims).run(shuttingDown);
    }

    private int claim() {
        try {
            Attempts attempts = claims.attempts("run");
            int attempt = attempts.claim(attempts.last(), new Attempts.Claimant("test", "ticket", false))
                    .orElseThrow();
            attempts.begin(attempt, null);
            return attempt;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
