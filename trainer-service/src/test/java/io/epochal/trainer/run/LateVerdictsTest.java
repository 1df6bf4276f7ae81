package io.epochal.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.checkpoint.Attempts;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.protocol.Command;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import io.epochal.protocol.TrainingEvent.VerdictOverdue;
import io.epochal.trainer.run.barrier.VerdictTimeouts;
import io.epochal.trainer.run.port.FakeEngine;
import io.epochal.trainer.run.port.Runs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A run whose verdicts come late ends as one whose verdicts came in time. */
class LateVerdictsTest {
    private static final int FOR_EVER = 1000;
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final List<ScriptedSupervisor> attempts = new ArrayList<>();
    private final List<FakeEngine> engines = new ArrayList<>();
    private VerdictTimeouts patience = VerdictTimeouts.DEFAULT;

    static Stream<Arguments> everyBarrierAndDelay() {
        return IntStream.range(0, 11).boxed().flatMap(wait -> Stream.of(0, 1, 2, 3, FOR_EVER)
                .map(batches -> Arguments.of(wait, batches)));
    }

    @ParameterizedTest
    @MethodSource("everyBarrierAndDelay")
    void whicheverVerdictIsLateTheRunEndsAsIfItHadNotBeen(int wait, int batches) throws IOException {
        train(busy().silentAtWait(wait, batches), busy());

        assertThat(ComparableEvents.of(attempts)).isEqualTo(undisturbed(busy()));
        assertThat(new TreeSet<>(new Checkpoints(store, "run").names())).isEqualTo(Set.of("best", "final", "mid"));
        assertThat(engines)
                .allSatisfy(engine -> assertThat(engine.openSnapshots()).isZero());
    }

    @ParameterizedTest
    @MethodSource("everyBarrierAndDelay")
    void whicheverVerdictIsLateTheSameBatchesAreRecordedInOrder(int wait, int batches) throws IOException {
        train(quiet().silentAtWait(wait, batches), quiet());

        assertThat(ComparableEvents.of(attempts)).isEqualTo(undisturbed(quiet()));
    }

    @ParameterizedTest
    @MethodSource("everyBarrierAndDelay")
    void whicheverVerdictIsLateItIsAskedAtTheSameBatches(int wait, int batches) throws IOException {
        train(quiet().askingEvery(2).silentAtWait(wait, batches), quiet().askingEvery(2));

        assertThat(ComparableEvents.of(attempts)).isEqualTo(undisturbed(quiet().askingEvery(2)));
    }

    @Test
    void aLateVerdictThatChangesNothingCostsNothing() throws IOException {
        ScriptedSupervisor only = quiet().silentAtWait(2, 2);
        train(only);

        assertThat(attempts).hasSize(1);
        assertThat(only.batches).hasSize(12);
        assertThat(only.events(VerdictOverdue.class)).isEmpty();
        assertThat(ComparableEvents.of(attempts)).isEqualTo(undisturbed(quiet()));
    }

    /** Names and summaries are of the copy that was taken at the barrier. */
    @Test
    void aLateVerdictNamesTheWeightsOfItsOwnEpoch() throws IOException {
        train(new ScriptedSupervisor()
                .silentAtWait(2, 2)
                .atEpoch(1, new Command.SaveCheckpoint("best"), new Command.SummarizeWeights()));

        assertThat(text("best")).isEqualTo("6");
        assertThat(attempts).hasSize(1);
    }

    @Test
    void aLateVerdictNamesTheWeightsOfItsOwnBatch() throws IOException {
        train(new ScriptedSupervisor()
                .askingOnceAfterWait(1, 4, new Command.SaveCheckpoint("best"))
                .silentAtWait(2, 1));

        assertThat(text("best")).isEqualTo("4");
        assertThat(attempts).hasSize(1);
    }

    @Test
    void aLateVerdictOnAnEpochsLastBatchStillSetsTheWeightsToValidate() throws IOException {
        ScriptedSupervisor only = new ScriptedSupervisor()
                .askingOnceAfterWait(0, 3, new Command.EvaluateOn(ModelWeights.AVERAGED))
                .silentAtWait(1, FOR_EVER);
        train(only);

        assertThat(attempts).hasSize(1);
        assertThat(only.events(EpochEnded.class).get(0).metrics().get("val_loss"))
                .hasValue(-3);
    }

    @Test
    void aLateVerdictThatChangesTheTrainingSendsItBack() throws IOException {
        ScriptedSupervisor second = new ScriptedSupervisor().atEpoch(1, new Command.SetLearningRate(0.5));
        train(
                new ScriptedSupervisor()
                        .atEpoch(1, new Command.SetLearningRate(0.5))
                        .silentAtWait(2, 2),
                second);

        assertThat(attempts).hasSize(2);
        assertThat(second.events(RunResumed.class)).singleElement().satisfies(resumed -> {
            assertThat(resumed.step()).isEqualTo(6);
            assertThat(resumed.epoch()).isEqualTo(1);
        });
        assertThat(ComparableEvents.of(attempts))
                .isEqualTo(undisturbed(new ScriptedSupervisor().atEpoch(1, new Command.SetLearningRate(0.5))));
    }

    @Test
    void aVerdictThatIsAlwaysLateSendsItBackOnlyOnce() throws IOException {
        ScriptedSupervisor second = new ScriptedSupervisor()
                .atEpoch(1, new Command.SetLearningRate(0.5))
                .silentAtWait(0, 2);
        train(
                new ScriptedSupervisor()
                        .atEpoch(1, new Command.SetLearningRate(0.5))
                        .silentAtWait(2, 2),
                second);

        assertThat(attempts).hasSize(2);
        assertThat(ComparableEvents.of(attempts))
                .isEqualTo(undisturbed(new ScriptedSupervisor().atEpoch(1, new Command.SetLearningRate(0.5))));
    }

    @Test
    void anAttemptAfterAVoidTrialIsNotWithoutProgress() throws IOException {
        train(
                new ScriptedSupervisor()
                        .atEpoch(1, new Command.SetLearningRate(0.5))
                        .silentAtWait(2, 2),
                new ScriptedSupervisor().atEpoch(1, new Command.SetLearningRate(0.5)));

        assertThat(new Attempts(store, "run").claims().values())
                .extracting(claim -> claim.by().again())
                .containsExactly(false, true);
    }

    @Test
    void aSupersededTrainerDoesNotResumeAfterAVoidTrial() throws IOException {
        ScriptedSupervisor only = new ScriptedSupervisor()
                .atEpoch(1, new Command.SetLearningRate(0.5))
                .silentAtWait(2, 2);
        Attempts attemptsElsewhere = new Attempts(store, "run");
        Runs.Outcome outcome = train(
                () -> {
                    if (only.batches.size() == 7 && last(attemptsElsewhere) == 1) {
                        claim(attemptsElsewhere);
                    }
                    return false;
                },
                only);

        assertThat(outcome).isEqualTo(Runs.Outcome.SUPERSEDED);
        assertThat(last(attemptsElsewhere)).isEqualTo(2);
    }

    private static int last(Attempts attempts) {
        try {
            return attempts.last();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void claim(Attempts attempts) {
        try {
            assertThat(attempts.claim(1, new Attempts.Claimant("other", "ticket", false)))
                    .isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theSameRateAgainIsNoChange() throws IOException {
        train(new ScriptedSupervisor()
                .atEpoch(1, new Command.SetLearningRate(0.001))
                .silentAtWait(2, 2));

        assertThat(attempts).hasSize(1);
    }

    @Test
    void aVerdictThatWantedToBeAskedInTheMeantimeSendsItBack() throws IOException {
        train(quiet().askingOnceAfterWait(1, 5).silentAtWait(1, 3), quiet().askingOnceAfterWait(0, 5));

        assertThat(attempts).hasSize(2);
        assertThat(ComparableEvents.of(attempts)).anyMatch(one -> one.startsWith("reached 5"));
    }

    @Test
    void atTheEndOfATrialEpochItWaitsAndReportsThat() throws IOException {
        ScriptedSupervisor only = quiet().silentAtWait(2, FOR_EVER);
        train(only);

        assertThat(only.events(VerdictOverdue.class)).singleElement().satisfies(overdue -> {
            assertThat(overdue.epoch()).isEqualTo(2);
            assertThat(overdue.step()).isEqualTo(9);
        });
        assertThat(attempts).hasSize(1);
    }

    @Test
    void failsWhenTheTimeForTheVerdictIsOver() throws IOException {
        patience = new VerdictTimeouts(Duration.ZERO, Optional.of(Duration.ZERO));
        ScriptedSupervisor only = quiet().silentAtWait(2, FOR_EVER);
        train(only);

        RunEnded ended = only.events(RunEnded.class).get(0);
        assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
        assertThat(ended.reason()).contains("no verdict on event").contains("callback-service");
        assertThat(ended.epochsRun()).isEqualTo(2);
    }

    @Test
    void aCancellationDoesNotWaitForAVerdict() throws IOException {
        ScriptedSupervisor only =
                quiet().silentAtWait(2, FOR_EVER).requestAtStep(8, new Command.CancelRun("enough of this"));
        train(only);

        RunEnded ended = only.events(RunEnded.class).get(0);
        assertThat(ended.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(ended.epochsRun()).isEqualTo(2);
        assertThat(only.events(CommandApplied.class))
                .extracting(applied -> applied.outcome().text())
                .containsExactly("applied");
        assertThat(new Checkpoints(store, "run")
                        .named("cancelled")
                        .orElseThrow()
                        .checkpoint()
                        .id()
                        .step())
                .isEqualTo(6);
    }

    @Test
    void otherCommandsWaitUntilTheTrialIsDecided() throws IOException {
        ScriptedSupervisor only = quiet().silentAtWait(2, 2).requestAtStep(7, new Command.SetLearningRate(0.5));
        train(only);

        assertThat(only.events(CommandApplied.class)).singleElement().satisfies(applied -> {
            assertThat(applied.epoch()).isEqualTo(2);
            assertThat(applied.batch()).isEqualTo(1);
        });
    }

    @Test
    void aTrainerThatShutsDownLeavesTheTrialToTheNextOne() throws IOException {
        ScriptedSupervisor first = quiet().silentAtWait(2, FOR_EVER);
        assertThat(train(() -> first.batches.size() >= 8, first)).isEqualTo(Runs.Outcome.GIVEN_BACK);
        assertThat(first.events(RunSuspended.class)).singleElement().satisfies(suspended -> assertThat(suspended.step())
                .isEqualTo(6));
        train(quiet());

        assertThat(ComparableEvents.of(attempts)).isEqualTo(undisturbed(quiet()));
    }

    /** The verdict on its last epoch may still name or restore weights, so the run has not ended. */
    @Test
    void aStoppedRunThatIsOnTrialIsLeftToTheNextTrainerToo() throws IOException {
        ScriptedSupervisor first = stopping().silentAtWait(2, FOR_EVER);
        assertThat(train(() -> !first.events(EpochEnded.class).isEmpty(), first))
                .isEqualTo(Runs.Outcome.GIVEN_BACK);
        assertThat(first.events(RunEnded.class)).isEmpty();
        train(stopping());

        assertThat(text("best")).isEqualTo("2");
        assertThat(ComparableEvents.of(attempts)).isEqualTo(undisturbed(stopping()));
    }

    private static ScriptedSupervisor stopping() {
        return new ScriptedSupervisor()
                .atStep(2, new Command.StopTraining("enough"))
                .atEpoch(0, new Command.SaveCheckpoint("best"));
    }

    /** Everything that a verdict can do on the way. */
    private static ScriptedSupervisor busy() {
        return new ScriptedSupervisor()
                .atEpoch(-1, new Command.RecordBatches(2))
                .atEpoch(0, new Command.SetLearningRate(0.5), new Command.SaveCheckpoint("best"))
                .atStep(6, new Command.SaveCheckpoint("mid"))
                .atStep(5, new Command.SaveCheckpoint("mid"), new Command.EvaluateOn(ModelWeights.AVERAGED))
                .atEpoch(2, new Command.SetLearningRate(0.25))
                .retaining(1, 1)
                .retaining(2, 1)
                .retaining(3, 1)
                .atEpoch(3, new Command.RestoreWeights(1));
    }

    /** Nothing that changes what is trained. */
    private static ScriptedSupervisor quiet() {
        return new ScriptedSupervisor()
                .atEpoch(-1, new Command.RecordBatches(2))
                .atEpoch(1, new Command.SaveCheckpoint("best"));
    }

    private String text(String name) throws IOException {
        Checkpoints checkpoints = new Checkpoints(store, "run");
        Checkpoints.Named named = checkpoints.named(name).orElseThrow();
        return new String(checkpoints.open(named.checkpoint(), named.weights()).readAllBytes(), StandardCharsets.UTF_8);
    }

    private void train(ScriptedSupervisor... lines) throws IOException {
        assertThat(train(() -> false, lines)).isEqualTo(Runs.Outcome.ENDED);
    }

    private Runs.Outcome train(BooleanSupplier shuttingDown, ScriptedSupervisor... lines) throws IOException {
        Queue<ScriptedSupervisor> next = new ArrayDeque<>(List.of(lines));
        RunTrainer trainer = TestTrainer.of(
                spec -> {
                    FakeEngine engine = new FakeEngine();
                    engine.averages = true;
                    engines.add(engine);
                    return engine;
                },
                (run, attempt) -> {
                    attempts.add(next.remove().of(attempt));
                    return attempts.get(attempts.size() - 1);
                },
                store,
                patience,
                RunTrainerTest.LAST_RESORT);
        return trainer.train(RunTrainerTest.delivery(RunTrainerTest.request()), shuttingDown);
    }

    private static List<String> undisturbed(ScriptedSupervisor script) throws IOException {
        LateVerdictsTest other = new LateVerdictsTest();
        other.train(script);
        assertThat(other.attempts).hasSize(1);
        return ComparableEvents.of(other.attempts);
    }
}
