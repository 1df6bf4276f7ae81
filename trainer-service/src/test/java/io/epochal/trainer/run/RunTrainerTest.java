package io.epochal.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.CheckpointId;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.Content;
import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.protocol.Command;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.BatchRecorded;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.TrainingEvent.WeightsDrawn;
import io.epochal.protocol.TrainingEvent.WeightsSummarized;
import io.epochal.trainer.run.barrier.VerdictTimeouts;
import io.epochal.trainer.run.checkpoint.LastResort;
import io.epochal.trainer.run.port.FakeEngine;
import io.epochal.trainer.run.port.Runs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunTrainerTest {
    static final LastResort LAST_RESORT = new LastResort(Duration.ofMinutes(1), Path.of("target/unstored"));
    private static final int EPOCHS = 4;
    private static final List<Map<String, Object>> OTHERS = List.of(Map.of("type", "Other"));
    private final FakeEngine engine = new FakeEngine();
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final ScriptedSupervisor supervisor = new ScriptedSupervisor();

    @Test
    void trainsAllEpochsWithoutCommands() throws IOException {
        RunEnded ended = train();

        assertThat(ended.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(ended.epochsRun()).isEqualTo(EPOCHS);
        assertThat(supervisor.batches).hasSize(EPOCHS * FakeEngine.STEPS);
        assertThat(supervisor.events(EpochEnded.class))
                .extracting(EpochEnded::last)
                .containsExactly(false, false, false, true);
    }

    @Test
    void publishesTheWholeRunInOrder() throws IOException {
        train();

        List<TrainingEvent> events = supervisor.events;
        assertThat(events.get(0)).isInstanceOf(RunStarted.class);
        assertThat(events.get(events.size() - 1)).isInstanceOf(RunEnded.class);
        assertThat(supervisor.events(VerdictApplied.class))
                .extracting(VerdictApplied::epoch)
                .containsExactly(-1, 0, 1, 2, 3);
        // Those in between may have been overtaken.
        assertThat(supervisor.events(CheckpointSaved.class))
                .extracting(CheckpointSaved::epoch)
                .isSorted()
                .endsWith(EPOCHS - 1);
    }

    @Test
    void stopsWhenAVerdictStopsIt() throws IOException {
        supervisor.atEpoch(1, new Command.StopTraining("enough"));

        RunEnded ended = train();

        assertThat(ended.status()).isEqualTo(RunStatus.STOPPED_EARLY);
        assertThat(ended.reason()).isEqualTo("enough");
        assertThat(ended.epochsRun()).isEqualTo(2);
    }

    @Test
    void carriesTheCallbacksWithoutLookingIntoThem() throws IOException {
        train();

        assertThat(supervisor.events(EpochEnded.class).get(2).callbacks())
                .isEqualTo(List.of(Map.of("type", "Seen", "epoch", 1)));
    }

    @Test
    void usesANewRateFromTheNextBatchOn() throws IOException {
        supervisor.atEpoch(0, new Command.SetLearningRate(0.5));

        train();

        assertThat(engine.ratesUsed.subList(0, 4)).containsExactly(0.001f, 0.001f, 0.001f, 0.5f);
        assertThat(supervisor.events(EpochEnded.class).get(0).learningRate()).isEqualTo((double) 0.001f);
        assertThat(supervisor.events(VerdictApplied.class).get(1).learningRate())
                .isEqualTo(0.5);
    }

    @Test
    void asksAtTheBatchThatAVerdictNamedAndAppliesTheAnswerThere() throws IOException {
        supervisor.atStep(5, new Command.SetLearningRate(0.5));

        train();

        BatchReached asked = supervisor.events(BatchReached.class).get(0);
        assertThat(asked.step()).isEqualTo(5);
        assertThat(asked.epoch()).isEqualTo(1);
        assertThat(asked.batch()).isEqualTo(1);
        assertThat(asked.metrics().values()).containsOnlyKeys("accuracy", "loss");
        assertThat(engine.ratesUsed.subList(3, 7)).containsExactly(0.001f, 0.001f, 0.5f, 0.5f);
    }

    @Test
    void aStopAtABatchStillEndsTheEpoch() throws IOException {
        supervisor.atStep(2, new Command.StopTraining("NaN"));

        RunEnded ended = train();

        assertThat(supervisor.batches).hasSize(2);
        assertThat(supervisor.events(EpochEnded.class)).singleElement().satisfies(epoch -> {
            assertThat(epoch.last()).isTrue();
            assertThat(epoch.metrics().values()).containsKey("val_loss");
        });
        assertThat(ended.status()).isEqualTo(RunStatus.STOPPED_EARLY);
    }

    @Test
    void failsAtTheBatchWhereAVerdictFailsIt() throws IOException {
        supervisor.atStep(2, new Command.FailRun("NaN loss encountered."));

        RunEnded ended = train();

        assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
        assertThat(ended.reason()).isEqualTo("NaN loss encountered.");
        assertThat(supervisor.events(EpochEnded.class)).isEmpty();
    }

    @Test
    void recordsTheBatchesThatAVerdictAskedForWithoutWaiting() throws IOException {
        supervisor.atEpoch(-1, new Command.RecordBatches(4), new Command.RecordBatches(5));

        train();

        assertThat(supervisor.events(BatchRecorded.class))
                .extracting(BatchRecorded::step)
                .containsExactly(4L, 8L, 12L);
    }

    @Test
    void doesNotAskAboutFiniteLosses() throws IOException {
        supervisor.atNonFiniteLoss();

        train();

        assertThat(supervisor.events(BatchReached.class)).isEmpty();
    }

    @Test
    void restoresTheBestWeightsAndTestsThem() throws IOException {
        supervisor.retaining(0, 0).retaining(1, 0).retaining(2, 0).retaining(3, 0);
        supervisor.atEpoch(3, new Command.RestoreWeights(0));

        RunEnded ended = train();

        assertThat(ended.restoredEpoch()).isZero();
        assertThat(ended.test().get("loss")).hasValue(3);
        assertThat(ended.checkpoint())
                .isEqualTo(supervisor.events(CheckpointSaved.class).get(0).key());
    }

    @Test
    void namesTheCheckpointOfTheEpoch() throws IOException {
        supervisor.atEpoch(0, new Command.SaveCheckpoint("best")).atEpoch(2, new Command.SaveCheckpoint("best"));

        train();

        List<CheckpointSaved> named = supervisor.events(CheckpointSaved.class).stream()
                .filter(saved -> !saved.names().isEmpty())
                .toList();
        assertThat(named)
                .extracting(CheckpointSaved::epoch, CheckpointSaved::names)
                .containsExactly(tuple(0, List.of("best")), tuple(2, List.of("best")));
        assertThat(new Checkpoints(store, "run")
                        .named("best")
                        .orElseThrow()
                        .checkpoint()
                        .key())
                .isEqualTo(named.get(1).key());
    }

    @Test
    void summarizesTheWeightsOfTheEpochThatEnded() throws IOException {
        supervisor.atEpoch(1, new Command.SummarizeWeights());

        train();

        WeightsSummarized summarized =
                supervisor.events(WeightsSummarized.class).get(0);
        assertThat(summarized.epoch()).isEqualTo(1);
        assertThat(summarized.histograms().get(0).buckets().get(0).count()).isEqualTo(6);
    }

    @Test
    void drawsWeightsThatFitIntoAnEvent() throws IOException {
        supervisor.atEpoch(1, new Command.SummarizeWeights(ModelWeights.AVERAGED, true));

        train();

        assertThat(supervisor.events(WeightsSummarized.class)).singleElement().satisfies(one -> assertThat(
                        one.histograms().get(0).buckets().get(0).count())
                .isEqualTo(-6));
        assertThat(supervisor.events(WeightsDrawn.class)).singleElement().satisfies(drawn -> {
            assertThat(drawn.weight()).isEqualTo("small");
            assertThat(drawn.images()).containsExactly("AQID");
        });
    }

    @Test
    void validatesOnTheAveragedWeightsFromWhereAVerdictAsksForIt() throws IOException {
        engine.averages = true;
        supervisor.atEpoch(0, new Command.EvaluateOn(ModelWeights.AVERAGED));

        RunEnded ended = train();

        assertThat(supervisor.events(EpochEnded.class))
                .extracting(epoch -> epoch.metrics().get("val_loss").orElseThrow())
                .containsExactly(3.0, -6.0, -9.0, -12.0);
        assertThat(ended.test().get("loss")).hasValue(-12);
    }

    @Test
    void namesAveragedWeightsAndRestoresThem() throws IOException {
        engine.averages = true;
        supervisor.atEpoch(1, new Command.SaveCheckpoint("best", ModelWeights.AVERAGED, false));
        supervisor.retaining(1, 1).retaining(2, 1).retaining(3, 1);
        supervisor.atEpoch(3, new Command.RestoreWeights(1, ModelWeights.AVERAGED));

        RunEnded ended = train();

        assertThat(text("best")).isEqualTo("-6");
        assertThat(text("final")).isEqualTo("-6");
        assertThat(ended.test().get("loss")).hasValue(-6);
    }

    @Test
    void savesWeightsWithoutAnOptimizer() throws IOException {
        supervisor
                .atEpoch(0, new Command.SaveCheckpoint("best", ModelWeights.TRAINED, true))
                .atEpoch(1, new Command.SaveCheckpoint("best", ModelWeights.TRAINED, true));

        train();

        assertThat(text("best")).isEqualTo("6");
        assertThat(store.list("runs/run/models/"))
                .containsExactly(
                        "runs/run/models/00001-000000006-e-1-trained/manifest.json",
                        "runs/run/models/00001-000000006-e-1-trained/state.json",
                        "runs/run/models/00001-000000006-e-1-trained/weights.safetensors");
        assertThat(engine.openSnapshots()).isZero();
    }

    private String text(String name) throws IOException {
        Checkpoints checkpoints = new Checkpoints(store, "run");
        Checkpoints.Named named = checkpoints.named(name).orElseThrow();
        return new String(checkpoints.open(named.checkpoint(), named.weights()).readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void closesEverySnapshot() throws IOException {
        supervisor.atEpoch(1, new Command.SummarizeWeights(), new Command.SaveCheckpoint("best"));

        train();

        assertThat(engine.openSnapshots()).isZero();
    }

    @Test
    void aUsersStopFinishesTheEpochInOrder() throws IOException {
        supervisor.requestAtStep(4, new Command.StopTraining("by hand"));

        RunEnded ended = train();

        assertThat(ended.status()).isEqualTo(RunStatus.STOPPED_EARLY);
        assertThat(supervisor.batches).hasSize(4);
        EpochEnded last = supervisor.events(EpochEnded.class).get(1);
        assertThat(last.last()).isTrue();
        assertThat(last.metrics().get("val_loss")).hasValue(4);
        assertThat(supervisor.events(CommandApplied.class).get(0).batch()).isZero();
    }

    @Test
    void aCancelSavesACheckpointAndEndsAtTheBatch() throws IOException {
        supervisor.requestAtStep(5, new Command.CancelRun("Ctrl-C"));

        RunEnded ended = train();

        assertThat(ended.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(supervisor.batches).hasSize(5);
        assertThat(supervisor.events(EpochEnded.class)).hasSize(1);
        assertThat(ended.test().values()).isEmpty();
        assertThat(new Checkpoints(store, "run").named("cancelled")).isPresent();
    }

    @Test
    void aPausedRunTrainsNothingUntilItIsResumed() throws IOException {
        supervisor.requestAtStep(4, new Command.PauseTraining());
        supervisor.requestAfterPolls(5, new Command.SetLearningRate(0.5), new Command.ResumeTraining());

        RunEnded ended = train();

        assertThat(ended.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(supervisor.events(CommandApplied.class))
                .extracting(CommandApplied::batch, applied -> applied.outcome().text())
                .containsExactly(tuple(0, "applied"), tuple(0, "applied"), tuple(0, "applied"));
        assertThat(engine.ratesUsed.subList(3, 5)).containsExactly(0.001f, 0.5f);
    }

    @Test
    void rejectsWhatAUserCannotAskForWithAReason() throws IOException {
        supervisor.requestAtStep(2, new Command.RestoreWeights(7));
        supervisor.requestAtStep(3, new Command.SetLearningRate(Double.NaN));

        RunEnded ended = train();

        assertThat(ended.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(supervisor.events(CommandApplied.class))
                .extracting(applied -> applied.outcome().text())
                .containsExactly(
                        "rejected: only a callback can ask for this",
                        "rejected: a learning rate must be a number, 0 or more");
    }

    @Test
    void aRunThatWasCancelledWhileQueuedIsNotStarted() throws IOException {
        supervisor.requestAtStep(0, new Command.CancelRun("changed my mind"));

        RunEnded ended = train();

        assertThat(ended.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(ended.epochsRun()).isZero();
        assertThat(supervisor.batches).isEmpty();
        assertThat(supervisor.events(CommandApplied.class))
                .extracting(CommandApplied::epoch, CommandApplied::batch, applied -> applied.outcome()
                        .text())
                .containsExactly(tuple(-1, -1, "applied"));
    }

    @Test
    void aCancellationWhileQueuedCountsBehindOtherRequestsToo() throws IOException {
        supervisor
                .requestAtStep(0, new Command.SetLearningRate(0.5))
                .requestAtStep(0, new Command.CancelRun("changed my mind"));

        assertThat(train().status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(supervisor.batches).isEmpty();
    }

    @Test
    void whatIsAskedWhileTheRunIsQueuedIsAnsweredBehindItsFirstBatchInOrder() throws IOException {
        supervisor
                .requestAtStep(0, new Command.SetLearningRate(0.5))
                .requestAtStep(0, new Command.SaveCheckpoint("early"))
                .requestAtStep(0, new Command.RestoreWeights(7));

        train();

        assertThat(engine.ratesUsed.subList(0, 3)).containsExactly(0.001f, 0.5f, 0.5f);
        assertThat(supervisor.events(CommandApplied.class))
                .extracting(CommandApplied::epoch, CommandApplied::batch, applied -> applied.outcome()
                        .text())
                .containsExactly(
                        tuple(0, 0, "applied"),
                        tuple(0, 0, "applied"),
                        tuple(0, 0, "rejected: only a callback can ask for this"));
    }

    @Test
    void asksForOtherCallbacksBetweenTwoBatchesAndTrainsWithTheAnswer() throws IOException {
        supervisor
                .atEpoch(-1, new Command.RecordBatches(1), new Command.EvaluateOn(ModelWeights.AVERAGED))
                .atReplacement(new Command.SetLearningRate(0.5))
                .requestAtStep(2, new Command.ReplaceCallbacks(OTHERS));

        train();

        BatchReached asked = supervisor.events(BatchReached.class).get(0);
        assertThat(asked.replacement()).isEqualTo(new TrainingEvent.Replacement("c-2-ReplaceCallbacks", OTHERS));
        assertThat(asked.batch()).isEqualTo(1);
        assertThat(supervisor.events(CommandApplied.class))
                .extracting(CommandApplied::batch, applied -> applied.outcome().text())
                .containsExactly(tuple(1, "applied"));
        assertThat(engine.ratesUsed.subList(0, 3)).containsExactly(0.001f, 0.001f, 0.5f);
        assertThat(supervisor.events(EpochEnded.class).get(0).callbacks()).isEqualTo(OTHERS);
        // What the old ones had ordered is over.
        assertThat(supervisor.events(BatchRecorded.class))
                .extracting(BatchRecorded::step)
                .containsExactly(1L, 2L);
        assertThat(supervisor.events(EpochEnded.class).get(0).metrics().get("val_loss"))
                .hasValue(3);
    }

    @Test
    void keepsItsCallbacksWhereOthersAreRejected() throws IOException {
        supervisor.atEpoch(-1, new Command.RecordBatches(1)).requestAtStep(2, new Command.ReplaceCallbacks(List.of()));

        RunEnded ended = train();

        assertThat(ended.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(supervisor.events(CommandApplied.class))
                .extracting(applied -> applied.outcome().text())
                .containsExactly("rejected: no callbacks at step 2");
        assertThat(supervisor.events(EpochEnded.class).get(0).callbacks())
                .isEqualTo(List.of(Map.of("type", "Seen", "epoch", -1)));
        assertThat(supervisor.events(BatchRecorded.class)).hasSize(EPOCHS * FakeEngine.STEPS);
    }

    @Test
    void aCallbackCannotReplaceTheCallbacks() throws IOException {
        supervisor.atEpoch(0, new Command.ReplaceCallbacks(OTHERS));

        assertThat(train().reason()).isEqualTo("a callback cannot replace the callbacks");
    }

    @Test
    void beginsWithTheWeightsOfAnotherRun() throws IOException {
        Checkpoints own = new Checkpoints(store, "run");
        Checkpoint start = own.saveModel(
                new CheckpointId(0, 0, 0, false),
                "start",
                Map.of("weights.safetensors", Content.of("100".getBytes(StandardCharsets.UTF_8))));
        own.name("start", start, "weights.safetensors", 0, 0);

        RunEnded ended = train(warm());

        assertThat(supervisor.events(RunStarted.class).get(0).from()).isEqualTo(warm().from());
        assertThat(ended.test().get("loss")).hasValue(112);
        assertThat(text("start")).isEqualTo("100");
    }

    @Test
    void aRunThatFailsInItsCourseReportsHowManyEpochsItHasRun() throws IOException {
        supervisor.atEpoch(1, new Command.RestoreWeights(7));

        RunEnded ended = train();

        assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
        assertThat(ended.reason()).isEqualTo("there is no checkpoint of epoch 7");
        assertThat(ended.epochsRun()).isEqualTo(2);
    }

    @Test
    void aRunWhoseFirstWeightsAreMissingEndsAsFailed() throws IOException {
        RunEnded ended = train(warm());

        assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
        assertThat(ended.reason())
                .isEqualTo("cannot begin with the weights of other: the run has no model named start");
    }

    private static RunRequested warm() {
        return new RunRequested(
                "run",
                Instant.EPOCH,
                request().spec(),
                new RunRequested.WarmStart("other", "runs/other/checkpoints/c"),
                null);
    }

    @Test
    void aRunWhoseDataAreMissingEndsAsFailed() throws IOException {
        TestTrainer.of(
                        spec -> {
                            throw new IOException("no such dataset");
                        },
                        (run, attempt) -> supervisor,
                        store,
                        VerdictTimeouts.DEFAULT,
                        RunTrainerTest.LAST_RESORT)
                .train(delivery(request()), () -> false);

        RunEnded ended = supervisor.events(RunEnded.class).get(0);
        assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
        assertThat(ended.reason()).isEqualTo("no such dataset");
    }

    /** A run counts as ended once its end is in the log; until then another attempt may have to end it again. */
    @Test
    void aRunWhoseEndMayNotBeInTheLogIsGivenBack() throws IOException {
        supervisor.interruptedAtTheEnd = true;
        Runs.Outcome outcome = trainer().train(delivery(request()), () -> false);

        assertThat(supervisor.events(RunEnded.class)).hasSize(1);
        assertThat(outcome).isEqualTo(Runs.Outcome.GIVEN_BACK);
        assertThat(Thread.interrupted()).isTrue();

        supervisor.interruptedAtTheEnd = false;
        assertThat(trainer().train(delivery(request()), () -> false)).isEqualTo(Runs.Outcome.ENDED);
        assertThat(supervisor.events(RunEnded.class)).hasSize(2);
    }

    private RunEnded train() throws IOException {
        return train(request());
    }

    private RunEnded train(RunRequested request) throws IOException {
        trainer().train(delivery(request), () -> false);
        return supervisor.events(RunEnded.class).get(0);
    }

    private RunTrainer trainer() {
        return TestTrainer.of(
                spec -> engine,
                (run, attempt) -> supervisor,
                store,
                VerdictTimeouts.DEFAULT,
                RunTrainerTest.LAST_RESORT);
    }

    static Runs.Delivery delivery(RunRequested request) {
        return new Runs.Delivery(request, "ticket", false);
    }

    static RunRequested request() {
        RunSpec spec = RunSpec.of(Map.of(
                "name",
                "test",
                "data",
                Map.of("dataset", "mnist"),
                "model",
                Map.of("layers", List.of(Map.of("type", "Flatten"))),
                "metrics",
                List.of("accuracy"),
                "batch_size",
                10,
                "epochs",
                EPOCHS,
                "validation_split",
                0.2,
                "seed",
                7));
        return new RunRequested("run", Instant.EPOCH, spec);
    }
}
