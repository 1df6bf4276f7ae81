package io.epochal.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.checkpoint.Attempts;
import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.CheckpointId;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.Content;
import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.protocol.Command;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.CheckpointTaken;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import io.epochal.protocol.TrainingEvent.WeightsSummarized;
import io.epochal.trainer.run.barrier.VerdictTimeouts;
import io.epochal.trainer.run.port.FakeEngine;
import io.epochal.trainer.run.port.Runs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is killed or suspended ends as one that was not. */
class ResumesTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final List<ScriptedSupervisor> attempts = new ArrayList<>();
    private boolean slowSummaries;
    private boolean lastDelivery;
    private boolean outOfMemory;
    private int killAtEvaluation = -1;
    private RunRequested.@Nullable TakenBack takenBack;
    private RunRequested.@Nullable WarmStart from;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void killedAtAnyBatchItEndsAsIfNothingHadHappened(long step) throws IOException {
        assertThatThrownBy(() -> attempt(script().killedAtStep(step))).isInstanceOf(FakeEngine.Killed.class);
        assertThat(attempt(script())).isEqualTo(Runs.Outcome.ENDED);

        assertThat(story()).isEqualTo(undisturbed());
        assertThat(names()).isEqualTo(Set.of("best", "final", "mid"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void killedWhileItWaitsItAsksTheSameAgain(int wait) throws IOException {
        assertThatThrownBy(() -> attempt(script().killedAtWait(wait))).isInstanceOf(FakeEngine.Killed.class);
        assertThat(attempt(script())).isEqualTo(Runs.Outcome.ENDED);

        assertThat(story()).isEqualTo(undisturbed());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 4, 5, 8, 11})
    void whereStatesAreSavedByTimeItResumesAtTheBatch(long step) throws IOException {
        ScriptedSupervisor first = saving().killedAtStep(step);
        assertThatThrownBy(() -> attempt(first)).isInstanceOf(FakeEngine.Killed.class);
        uploadsAreDone(first);
        attempt(saving());

        assertThat(attempts.get(1).events(RunResumed.class))
                .allSatisfy(resumed -> assertThat(resumed.step()).isEqualTo(step - 1));
        assertThat(story()).isEqualTo(undisturbed(saving()));
    }

    /** A state whenever 0 seconds have passed since the last: after each batch. */
    private static ScriptedSupervisor saving() {
        return new ScriptedSupervisor()
                .atEpoch(-1, new Command.SaveEvery(0, "backup"), new Command.RecordBatches(2))
                .atEpoch(0, new Command.SetLearningRate(0.5));
    }

    /** Every checkpoint from before the kill is stored. Otherwise the run resumes from an earlier one, which other tests show. */
    private void uploadsAreDone(ScriptedSupervisor killed) {
        List<CheckpointTaken> taken = killed.events(CheckpointTaken.class);
        Awaitility.await().untilAsserted(() -> assertThat(killed.events(CheckpointSaved.class).stream()
                        .mapToLong(CheckpointSaved::step)
                        .max()
                        .orElse(0))
                .isGreaterThanOrEqualTo(
                        taken.isEmpty() ? 0 : taken.get(taken.size() - 1).step()));
    }

    /** The newest checkpoint is then the one that a callback asked for at the epoch's last batch. */
    @Test
    void killedWhileItValidatesItEndsTheEpochThatWasOver() throws IOException {
        killAtEvaluation = 1;
        assertThatThrownBy(() -> attempt(script())).isInstanceOf(FakeEngine.Killed.class);
        killAtEvaluation = -1;
        settled("00000-000000003-e-1", "00001-000000005-b-1", "00001-000000006-b-1");
        attempt(script());

        assertThat(attempts.get(1).events(RunResumed.class).get(0).batch()).isEqualTo(FakeEngine.STEPS);
        assertThat(story()).isEqualTo(undisturbed());
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6, 7, 8, 12})
    void otherCallbacksAreAskedForAtTheSameBatchAgain(long step) throws IOException {
        assertThatThrownBy(() -> attempt(replacing().killedAtStep(step))).isInstanceOf(FakeEngine.Killed.class);
        attempt(replacing());

        assertThat(story()).isEqualTo(undisturbed(replacing()));
    }

    /** The waits: the begin, the first epoch's end, the replacement, then as before. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void killedWhileItAsksForOtherCallbacksItAsksTheSameAgain(int wait) throws IOException {
        assertThatThrownBy(() -> attempt(replacing().killedAtWait(wait))).isInstanceOf(FakeEngine.Killed.class);
        attempt(replacing());

        assertThat(story())
                .isEqualTo(undisturbed(replacing()))
                .filteredOn(told -> told.contains("Other"))
                .hasSize(2);
    }

    @Test
    void resumesFromACheckpointThatOtherCallbacksBeganWith() throws IOException {
        Command begins = new Command.SaveCheckpoint("begun");
        ScriptedSupervisor first = replacing(begins).killedAtStep(5);
        assertThatThrownBy(() -> attempt(first, () -> {
                    if (first.batches.size() == 4) {
                        settled("00000-000000003-e-1", "00001-000000004-b-1");
                    }
                    return false;
                }))
                .isInstanceOf(FakeEngine.Killed.class);
        attempt(replacing(begins));

        assertThat(attempts.get(1).events(RunResumed.class).get(0).step()).isEqualTo(4);
        assertThat(story()).isEqualTo(undisturbed(replacing(begins)));
    }

    @Test
    void aStopThatWasAppliedHoldsThoughTheTrainerIsKilledBeforeTheEnd() throws IOException {
        killAtEvaluation = 1;
        assertThatThrownBy(() -> attempt(script().requestAtStep(4, new Command.StopTraining("by hand"))))
                .isInstanceOf(FakeEngine.Killed.class);
        killAtEvaluation = -1;
        settled("00000-000000003-e-1", "00001-000000004-b-1");
        ScriptedSupervisor second = script().requestAtStep(4, new Command.StopTraining("by hand"));
        attempt(second);

        assertThat(second.batches).isEmpty();
        assertThat(second.events(RunEnded.class)).singleElement().satisfies(ended -> assertThat(ended.reason())
                .isEqualTo("by hand"));
    }

    @Test
    void aCancelledRunWhoseEndIsRevokedResumesAsIfNothingHadHappened() throws IOException {
        attempt(script().requestAtStep(5, new Command.PauseTraining()).requestAtStep(5, new Command.CancelRun("no")));
        new Checkpoints(store, "run").reopen();
        takenBack = new RunRequested.TakenBack(1, List.of("c-5-CancelRun"));
        attempt(script().requestAtStep(5, new Command.CancelRun("no")));

        assertThat(attempts.get(1).events(RunResumed.class).get(0).step()).isEqualTo(5);
        assertThat(story()).isEqualTo(undisturbed());
    }

    @Test
    void aRunThatWasCancelledWhileQueuedBeginsWhenThatIsRevoked() throws IOException {
        attempt(script().requestAtStep(0, new Command.CancelRun("no")));
        new Checkpoints(store, "run").reopen();
        takenBack = new RunRequested.TakenBack(1, List.of("c-0-CancelRun"));
        attempt(script().requestAtStep(0, new Command.CancelRun("no")));

        assertThat(story()).isEqualTo(undisturbed());
    }

    @Test
    void aRunThatBeganWithOtherWeightsBeginsWithTheSameAgain() throws IOException {
        Checkpoints own = new Checkpoints(store, "run");
        Checkpoint start = own.saveModel(
                new CheckpointId(0, 0, 0, false),
                "start",
                Map.of("weights.safetensors", Content.of("100".getBytes(StandardCharsets.UTF_8))));
        own.name("start", start, "weights.safetensors", 0, 0);
        from = new RunRequested.WarmStart("other", "key");
        assertThatThrownBy(() -> attempt(script().killedAtStep(2))).isInstanceOf(FakeEngine.Killed.class);
        ScriptedSupervisor second = script();
        attempt(second);

        assertThat(second.events(RunEnded.class).get(0).test().get("loss")).hasValue(106);
    }

    /** A cancellation after that is another one, and holds though the trainer dies of it. */
    @Test
    void aRunWhoseEndWasRevokedCanBeCancelledAgain() throws IOException {
        attempt(script().requestAtStep(5, new Command.CancelRun("no")));
        new Checkpoints(store, "run").reopen();
        takenBack = new RunRequested.TakenBack(1, List.of("c-5-CancelRun"));
        attempt(script().requestAtStep(8, new Command.CancelRun("no")));
        new Checkpoints(store, "run").reopen();
        ScriptedSupervisor third = script();
        attempt(third);

        assertThat(third.batches).isEmpty();
        assertThat(third.events(RunEnded.class)).singleElement().satisfies(ended -> assertThat(ended.status())
                .isEqualTo(RunStatus.CANCELLED));
    }

    @Test
    void killedAgainAndAgainItEndsAsIfNothingHadHappened() throws IOException {
        for (long step : new long[] {2, 5, 5, 9, 10, 12}) {
            assertThatThrownBy(() -> attempt(script().killedAtStep(step))).isInstanceOf(FakeEngine.Killed.class);
        }
        attempt(script());

        assertThat(story()).isEqualTo(undisturbed());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 8, 11})
    void suspendedAtAnyBatchItResumesThereWithoutTrainingABatchTwice(int batches) throws IOException {
        ScriptedSupervisor first = script();
        assertThat(attempt(first, () -> first.batches.size() >= batches)).isEqualTo(Runs.Outcome.GIVEN_BACK);
        assertThat(first.events(RunEnded.class)).isEmpty();
        assertThat(first.events(RunSuspended.class)).hasSize(1);
        ScriptedSupervisor second = script();
        attempt(second);

        assertThat(story()).isEqualTo(undisturbed());
        assertThat(first.batches.size() + second.batches.size()).isEqualTo(12);
        assertThat(second.events(RunResumed.class)).singleElement().satisfies(resumed -> assertThat(resumed.step())
                .isEqualTo(batches));
    }

    @Test
    void anEpochsWeightsAreSummarizedBeforeTheNextEpochEnds() throws IOException {
        ScriptedSupervisor supervisor = new ScriptedSupervisor()
                .atEpoch(0, new Command.SummarizeWeights())
                .atEpoch(1, new Command.SummarizeWeights());
        slowSummaries = true;
        attempt(supervisor);

        assertThat(supervisor.events.stream()
                        .filter(event -> event instanceof EpochEnded || event instanceof WeightsSummarized)
                        .map(event -> event.getClass().getSimpleName()))
                .containsExactly(
                        "EpochEnded",
                        "WeightsSummarized",
                        "EpochEnded",
                        "WeightsSummarized",
                        "EpochEnded",
                        "EpochEnded");
    }

    @Test
    void aRunWithoutProgressFailsAtItsLastDelivery() throws IOException {
        for (int death = 0; death < 4; death++) {
            assertThatThrownBy(() -> attempt(script().killedAtStep(2))).isInstanceOf(FakeEngine.Killed.class);
        }
        lastDelivery = true;
        ScriptedSupervisor last = script();
        assertThat(attempt(last)).isEqualTo(Runs.Outcome.GIVEN_UP);

        assertThat(last.events).singleElement().isInstanceOfSatisfying(RunEnded.class, ended -> {
            assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
            assertThat(ended.reason()).contains("without getting further than the beginning");
        });
    }

    @Test
    void theReasonOfAFailedRunShowsThatNoErrorWasStored() throws IOException {
        for (int death = 0; death < 4; death++) {
            claimElsewhere("ticket");
        }
        lastDelivery = true;
        ScriptedSupervisor last = script();
        attempt(last);

        assertThat(last.events(RunEnded.class)).singleElement().satisfies(ended -> assertThat(ended.reason())
                .contains("the last error: none was left")
                .contains("killed, such as for want of memory (exit code 137)"));
    }

    @Test
    void aRunThatHasFailedWithoutProgressIsRetriedWhenItsEndIsRevoked() throws IOException {
        for (int death = 0; death < 4; death++) {
            assertThatThrownBy(() -> attempt(script().killedAtStep(2))).isInstanceOf(FakeEngine.Killed.class);
        }
        lastDelivery = true;
        attempt(script());
        new Checkpoints(store, "run").reopen();
        takenBack = new RunRequested.TakenBack(5, List.of());
        lastDelivery = madeNoProgress(1);

        assertThat(attempt(script())).isEqualTo(Runs.Outcome.ENDED);
        assertThat(story()).isEqualTo(undisturbed());
    }

    @Test
    void theReasonOfAFailedRunNamesTheLastStoredError() throws IOException {
        outOfMemory = true;
        for (int death = 0; death < 4; death++) {
            assertThatThrownBy(() -> attempt(script())).isInstanceOf(OutOfMemoryError.class);
        }
        lastDelivery = true;
        ScriptedSupervisor last = script();
        attempt(last);

        assertThat(last.events(RunEnded.class)).singleElement().satisfies(ended -> assertThat(ended.reason())
                .endsWith("the last error: java.lang.OutOfMemoryError: no room"));
    }

    @Test
    void attemptsThatBeginAtTheSamePlaceAreCountedUntilOneBeginsFurther() throws IOException {
        assertThat(madeNoProgress(1)).isFalse();
        for (int death = 0; death < 3; death++) {
            assertThatThrownBy(() -> attempt(script().killedAtStep(2))).isInstanceOf(FakeEngine.Killed.class);
        }
        assertThat(madeNoProgress(3)).isTrue();
        assertThat(madeNoProgress(4)).isFalse();
        assertThatThrownBy(() -> attempt(script().killedAtStep(5))).isInstanceOf(FakeEngine.Killed.class);
        settled("00000-000000003-e-4");

        assertThat(madeNoProgress(1)).isFalse();
    }

    private boolean madeNoProgress(int attempts) throws IOException {
        RunRequested request =
                new RunRequested("run", Instant.EPOCH, RunTrainerTest.request().spec(), from, takenBack);
        return trainer(script()).madeNoProgress(request, attempts);
    }

    @Test
    void aRunWithProgressIsReturnedAtItsLastDelivery() throws IOException {
        for (long step : new long[] {2, 4, 7, 10}) {
            assertThatThrownBy(() -> attempt(script().killedAtStep(step))).isInstanceOf(FakeEngine.Killed.class);
        }
        Awaitility.await().until(() -> new Checkpoints(store, "run")
                .newest()
                .checkpoint()
                .orElseThrow()
                .key()
                .contains("00002-000000009-e"));
        lastDelivery = true;

        assertThat(attempt(script())).isEqualTo(Runs.Outcome.GIVEN_BACK);
        assertThat(attempts).hasSize(4);
    }

    /** Its deliveries may have run out with trainers that never came to it. */
    @Test
    void aRunThatNoAttemptHasBegunIsReturnedAtItsLastDelivery() throws IOException {
        lastDelivery = true;

        assertThat(attempt(script())).isEqualTo(Runs.Outcome.GIVEN_BACK);
        assertThat(attempts).isEmpty();
    }

    @Test
    void aRunThatHasEndedIsNotTrainedAgain() throws IOException {
        attempt(script());

        assertThat(attempt(script())).isEqualTo(Runs.Outcome.ENDED);
        assertThat(attempts).hasSize(1);
    }

    @Test
    void aSupersededTrainerWritesNothingMore() throws IOException {
        assertThat(givenUp("ticket")).isEqualTo(Runs.Outcome.SUPERSEDED);
    }

    /** As when a request was sent twice: the run is safe with the trainer that has the other record. */
    @Test
    void aTrainerSupersededByAnotherTicketNeedNotKeepItsOwn() throws IOException {
        assertThat(givenUp("other ticket")).isEqualTo(Runs.Outcome.DUPLICATE);
    }

    private Runs.Outcome givenUp(String forTicket) throws IOException {
        ScriptedSupervisor first = script();
        Set<String> before = new TreeSet<>();
        Runs.Outcome outcome = attempt(first, () -> {
            if (first.batches.size() == 7 && before.isEmpty()) {
                settled("00000-000000003-e-1", "00001-000000006-b-1", "00001-000000006-e-1");
                claimElsewhere(forTicket);
                before.addAll(keys());
            }
            return false;
        });

        assertThat(keys()).isEqualTo(before);
        assertThat(first.events(RunEnded.class)).isEmpty();
        return outcome;
    }

    @Test
    void anUnreadableCheckpointIsSkipped() throws IOException {
        assertThatThrownBy(() -> attempt(script().killedAtStep(8))).isInstanceOf(FakeEngine.Killed.class);
        settled("00000-000000003-e-1", "00001-000000006-b-1", "00001-000000006-e-1");
        String newest = new Checkpoints(store, "run")
                .newest()
                .checkpoint()
                .orElseThrow()
                .key();
        store.delete(List.of(newest + "/weights.safetensors"));
        attempt(script());

        assertThat(attempts.get(1).events(RunResumed.class).get(0).checkpoint()).isLessThan(newest);
        assertThat(story()).isEqualTo(undisturbed());
    }

    /** Everything that a verdict can do on the way. */
    private static ScriptedSupervisor script() {
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

    private Runs.Outcome attempt(ScriptedSupervisor supervisor) throws IOException {
        return attempt(supervisor, () -> false);
    }

    private Runs.Outcome attempt(ScriptedSupervisor supervisor, BooleanSupplier shuttingDown) throws IOException {
        RunRequested request =
                new RunRequested("run", Instant.EPOCH, RunTrainerTest.request().spec(), from, takenBack);
        return trainer(supervisor).train(new Runs.Delivery(request, "ticket", lastDelivery), shuttingDown);
    }

    private RunTrainer trainer(ScriptedSupervisor supervisor) {
        FakeEngine engine = new FakeEngine();
        engine.averages = true;
        engine.slowSummaries = slowSummaries;
        engine.killAtEvaluation = killAtEvaluation;
        return TestTrainer.of(
                spec -> {
                    if (outOfMemory) {
                        throw new OutOfMemoryError("no room");
                    }
                    return engine;
                },
                (run, attempt) -> {
                    attempts.add(supervisor.of(attempt));
                    return supervisor;
                },
                store,
                VerdictTimeouts.DEFAULT,
                RunTrainerTest.LAST_RESORT);
    }

    /** Other callbacks are asked for behind the fourth step. */
    private static ScriptedSupervisor replacing(Command... begins) {
        return script().atReplacement(begins)
                .requestAtStep(4, new Command.ReplaceCallbacks(List.of(Map.of("type", "Other"))));
    }

    private List<String> undisturbed() throws IOException {
        return undisturbed(script());
    }

    private static List<String> undisturbed(ScriptedSupervisor script) throws IOException {
        ResumesTest other = new ResumesTest();
        other.attempt(script);
        assertThat(other.attempts.get(0).events(RunEnded.class).get(0).status()).isEqualTo(RunStatus.COMPLETED);
        return other.story();
    }

    private List<String> story() {
        return ComparableEvents.of(attempts);
    }

    private Set<String> names() throws IOException {
        return new TreeSet<>(new Checkpoints(store, "run").names());
    }

    private Set<String> keys() {
        return new TreeSet<>(store.list("runs/run/checkpoints"));
    }

    /** Until the writer behind the loop has stored these and has released the others. */
    private void settled(String... folders) {
        Awaitility.await().untilAsserted(() -> assertThat(store.list("runs/run/checkpoints/").stream()
                        .filter(key -> key.endsWith("/manifest.json"))
                        .map(key -> key.split("/")[3]))
                .containsExactly(folders));
    }

    private void claimElsewhere(String ticket) {
        try {
            Attempts claims = new Attempts(store, "run");
            claims.claim(claims.last(), new Attempts.Claimant("other", ticket, false));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
