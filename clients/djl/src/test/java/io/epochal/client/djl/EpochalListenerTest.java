package io.epochal.client.djl;

import static io.epochal.client.FakeService.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.tracker.Tracker;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.epochal.client.FakeService;
import io.epochal.client.RunEnding;
import io.epochal.client.RunEnding.EndStatus;
import io.epochal.client.RunOptions;
import io.epochal.client.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** DJL on PyTorch trains a tiny model under a service that follows the contract. */
@Tag("slow")
@Timeout(60)
class EpochalListenerTest {
    private static final String STOP = "{\"type\": \"StopTraining\", \"reason\": \"enough\"}";

    @TempDir
    Path folder;

    private final FakeService service = new FakeService();
    private final TinyTraining tiny = new TinyTraining();
    private final RunOptions options = RunOptions.of(0.5)
            .url(service.url())
            .callbacks(List.of(Map.of("type", "EarlyStopping")))
            .endOnShutdown(false);

    EpochalListenerTest() throws IOException {}

    @AfterEach
    void close() {
        tiny.close();
        service.close();
    }

    @Test
    void stopsAtAVerdictAndRestoresTheWeightsOfTheBestEpoch() throws Exception {
        List<List<Float>> atEnds = new ArrayList<>();
        service.decide(event -> {
            String type = event.get("type").getAsString();
            if (type.equals("EpochEnded")) {
                atEnds.add(tiny.weights());
                boolean last = event.get("epoch").getAsInt() == 2;
                return retaining(last ? verdict(event, STOP) : verdict(event), 0);
            }
            return type.equals("TrainingEnded")
                    ? verdict(event, "{\"type\": \"RestoreWeights\", \"epoch\": 0, \"weights\": \"trained\"}")
                    : verdict(event);
        });
        EpochalListener listener = EpochalListener.of(options);
        try (Trainer trainer = tiny.trainer(listener, listener.tracker())) {
            RunEnding ending = listener.fit(trainer, 10, tiny.rows(), tiny.rows());

            assertThat(ending).isEqualTo(new RunEnding(EndStatus.STOPPED_EARLY, "enough"));
            assertThat(atEnds).hasSize(3).doesNotHaveDuplicates();
            assertThat(tiny.weights()).isEqualTo(atEnds.get(0));
            assertThat(listener.run().orElseThrow().restoredEpoch()).contains(0);
        }
        assertThat(service.types()).endsWith("TrainingEnded", "VerdictApplied", "RunEnded");
        assertThat(service.of("RunEnded").get(0).get("restored_epoch").getAsInt())
                .isZero();
    }

    @Test
    void namesMetricsAsKerasWould() throws Exception {
        EpochalListener listener = EpochalListener.of(options);
        try (Trainer trainer = tiny.trainer(listener, listener.tracker())) {
            assertThat(listener.fit(trainer, 1, tiny.rows(), tiny.rows()).status())
                    .isEqualTo(EndStatus.COMPLETED);
            JsonObject epoch = service.of("EpochEnded").get(0);
            assertThat(epoch.getAsJsonObject("metrics").keySet())
                    .containsExactlyInAnyOrder("loss", "accuracy", "val_loss", "val_accuracy");
            assertThat(epoch.getAsJsonObject("metrics").get("loss").getAsDouble())
                    .isEqualTo((double) trainer.getTrainingResult().getTrainLoss());
            assertThat(epoch.get("last").getAsBoolean()).isTrue();
        }
        JsonObject attached = service.attachments.get(0);
        assertThat(attached.get("trainer").getAsString()).startsWith("djl 0.36.0 on PyTorch");
        assertThat(attached.getAsJsonObject("params").get("metrics").toString()).isEqualTo("[\"accuracy\"]");
        assertThat(attached.get("capabilities").toString())
                .contains("SetLearningRate", "SaveCheckpoint", "SaveEvery", "RestoreWeights", "SummarizeWeights")
                .doesNotContain("EvaluateOn");
        assertThat(service.batches).hasSize(TinyTraining.BATCHES);
    }

    @Test
    void leavesOutTheValidationWhereThereIsNone() throws Exception {
        EpochalListener listener = EpochalListener.of(options);
        try (Trainer trainer = tiny.trainer(listener, listener.tracker())) {
            listener.fit(trainer, 1, tiny.rows(), null);
        }
        assertThat(service.of("EpochEnded").get(0).getAsJsonObject("metrics").keySet())
                .containsExactlyInAnyOrder("loss", "accuracy");
        assertThat(service.attachments
                        .get(0)
                        .getAsJsonObject("params")
                        .get("validates")
                        .getAsBoolean())
                .isFalse();
    }

    @Test
    void easyTrainStopsAfterTheStepThatWasAskedAbout() throws Exception {
        List<Float> afterThree = weightsAfterThreeSteps();
        stopsAtStep(3);
        EpochalListener listener = EpochalListener.of(options.epochs(10));
        try (TinyTraining other = new TinyTraining();
                Trainer trainer = other.trainer(listener, listener.tracker())) {
            RunEnding ending = listener.watch(trainer, () -> EasyTrain.fit(trainer, 10, other.rows(), other.rows()));

            assertThat(ending).isEqualTo(new RunEnding(EndStatus.STOPPED_EARLY, "enough"));
            assertThat(other.weights()).isEqualTo(afterThree);
            EasyTrain.evaluateDataset(trainer, other.rows());
        }
        assertThat(service.of("BatchReached").get(0).get("step").getAsLong()).isEqualTo(3);
        assertThat(service.types()).doesNotContain("EpochEnded").endsWith("RunEnded");
    }

    @Test
    void fitStopsAfterTheStepThatWasAskedAbout() throws Exception {
        List<Float> afterThree = weightsAfterThreeSteps();
        stopsAtStep(3);
        EpochalListener listener = EpochalListener.of(options);
        try (TinyTraining other = new TinyTraining();
                Trainer trainer = other.trainer(listener, listener.tracker())) {
            listener.fit(trainer, 10, other.rows(), other.rows());
            assertThat(other.weights()).isEqualTo(afterThree);
        }
    }

    private void stopsAtStep(long step) {
        service.decide(event -> event.get("type").getAsString().equals("BatchReached")
                ? verdict(event, STOP)
                : FakeService.asking(verdict(event), step));
    }

    private static List<Float> weightsAfterThreeSteps() throws Exception {
        try (FakeService other = new FakeService();
                TinyTraining alone = new TinyTraining()) {
            EpochalListener listener = EpochalListener.of(RunOptions.of(0.5).url(other.url()));
            try (Trainer trainer = alone.trainer(listener, Tracker.fixed(0.5f))) {
                ArrayDataset rows = alone.rows();
                int steps = 0;
                for (var batch : trainer.iterateDataset(rows)) {
                    if (steps++ < 3) {
                        EasyTrain.trainBatch(trainer, batch);
                        trainer.step();
                    }
                    batch.close();
                }
                return alone.weights();
            }
        }
    }

    @Test
    void aRateIsInEffectAtTheNextStep() throws Exception {
        List<List<Float>> asked = new ArrayList<>();
        service.decide(event -> {
            asked.add(event.get("type").getAsString().equals("attached") ? List.of() : tiny.weights());
            JsonObject verdict = event.get("type").getAsString().equals("BatchReached")
                    ? verdict(event, "{\"type\": \"SetLearningRate\", \"value\": 0.0}")
                    : verdict(event);
            return FakeService.asking(verdict, 2);
        });
        EpochalListener listener = EpochalListener.of(options);
        try (Trainer trainer = tiny.trainer(listener, listener.tracker())) {
            listener.fit(trainer, 1, tiny.rows(), null);
        }
        assertThat(asked.get(1)).isEqualTo(asked.get(asked.size() - 1));
        assertThat(service.batches)
                .extracting(batch -> batch.get("learning_rate").getAsDouble())
                .startsWith(0.5, 0.5, 0.0);
    }

    @Test
    void withoutItsTrackerTheRateIsNoCapability() throws Exception {
        EpochalListener listener = EpochalListener.of(options);
        try (Trainer trainer = tiny.trainer(listener, Tracker.fixed(0.5f))) {
            listener.fit(trainer, 1, tiny.rows(), null);
        }
        assertThat(service.attachments.get(0).get("capabilities").toString()).doesNotContain("SetLearningRate");
    }

    @Test
    void aTrackerThatNoOptimizerAsksRefusesTheRate() throws Exception {
        EpochalListener listener = EpochalListener.of(options);
        var unused = listener.tracker();
        try (Trainer trainer = tiny.trainer(listener, Tracker.fixed(0.5f))) {
            service.decide(event -> {
                if (event.get("type").getAsString().equals("BatchReached")) {
                    service.request("c-1", "{\"type\": \"SetLearningRate\", \"value\": 0.1}");
                }
                return FakeService.asking(verdict(event), 2);
            });
            listener.fit(trainer, 1, tiny.rows(), null);
        }
        assertThat(service.of("CommandApplied").get(0).get("outcome").getAsString())
                .isEqualTo("rejected: the optimizer does not take its rate from EpochalListener.tracker()");
    }

    @Test
    void reportsTheRateOfAScheduleAndLetsNobodySetIt() throws Exception {
        EpochalListener listener = EpochalListener.of(options);
        Tracker halves = Tracker.factor().setBaseValue(0.5f).setFactor(0.5f).build();
        try (Trainer trainer = tiny.trainer(listener, listener.tracker(halves))) {
            listener.fit(trainer, 1, tiny.rows(), null);
        }
        assertThat(service.attachments
                        .get(0)
                        .getAsJsonObject("params")
                        .get("scheduled")
                        .getAsBoolean())
                .isTrue();
        assertThat(service.of("EpochEnded").get(0).get("learning_rate").getAsDouble())
                .isEqualTo(service.batches.get(3).get("learning_rate").getAsDouble())
                .isLessThan(service.batches.get(0).get("learning_rate").getAsDouble());
    }

    @Test
    void resumesFromACheckpointWithTheWeightsThatACallbackMayStillWant() throws Exception {
        List<List<Float>> atEnds = new ArrayList<>();
        service.decide(event -> {
            if (!event.get("type").getAsString().equals("EpochEnded")) {
                return verdict(event);
            }
            atEnds.add(tiny.weights());
            JsonObject verdict = retaining(
                    verdict(
                            event,
                            "{\"type\": \"SaveCheckpoint\", \"name\": \"ckpt/last\", \"weights\": \"trained\","
                                    + " \"weights_only\": false}"),
                    0);
            verdict.add(
                    "callbacks",
                    FakeService.parse("{\"all\": [{\"type\": \"EarlyStopping\", \"state\": 5}]}")
                            .get("all"));
            return verdict;
        });
        EpochalListener first = EpochalListener.of(options).directory(folder);
        try (Trainer trainer = tiny.trainer(first, first.tracker())) {
            first.fit(trainer, 2, tiny.rows(), null);
        }
        JsonObject saved = service.of("CheckpointSaved").get(1);
        assertThat(saved.get("key").getAsString())
                .isEqualTo(folder.resolve("ckpt/last").toUri().toString());
        try (var files = Files.list(folder.resolve("ckpt/last"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("model-0001.params", "epoch-0.ndlist", "epochal.json");
        }
        resumed(atEnds, saved.get("sequence").getAsLong());
    }

    private void resumed(List<List<Float>> atEnds, long sequence) throws Exception {
        try (FakeService other = new FakeService();
                TinyTraining restarted = new TinyTraining()) {
            other.decide(event -> event.get("type").getAsString().equals("TrainingEnded")
                    ? verdict(event, "{\"type\": \"RestoreWeights\", \"epoch\": 0, \"weights\": \"trained\"}")
                    : retaining(verdict(event), 0));
            EpochalListener listener =
                    EpochalListener.of(RunOptions.of(0.5).url(other.url())).resume(folder.resolve("ckpt/last"));
            listener.load(restarted.model);
            try (Trainer trainer = restarted.trainer(listener, listener.tracker())) {
                assertThat(restarted.weights()).isEqualTo(atEnds.get(1));
                assertThat(listener.firstEpoch()).isEqualTo(2);
                listener.fit(trainer, 3, restarted.rows(), null);
                assertThat(restarted.weights()).isEqualTo(atEnds.get(0));
            }
            JsonObject attached = other.attachments.get(0);
            assertThat(attached.get("callbacks").toString()).isEqualTo("[{\"type\":\"EarlyStopping\",\"state\":5}]");
            JsonObject resume = attached.getAsJsonObject("resume");
            assertThat(resume.get("epoch").getAsInt()).isEqualTo(2);
            assertThat(resume.get("step").getAsInt()).isEqualTo(8);
            assertThat(resume.get("sequence").getAsLong()).isEqualTo(sequence);
            assertThat(other.of("EpochEnded")).hasSize(1);
        }
    }

    @Test
    void saysHowItsWeightsAreDistributed() throws Exception {
        List<Float> atEnd = new ArrayList<>();
        service.decide(event -> {
            if (!event.get("type").getAsString().equals("EpochEnded")) {
                return verdict(event);
            }
            atEnd.addAll(tiny.weights());
            return verdict(event, "{\"type\": \"SummarizeWeights\", \"weights\": \"trained\", \"images\": true}");
        });
        EpochalListener listener = EpochalListener.of(options);
        try (Trainer trainer = tiny.trainer(listener, listener.tracker())) {
            listener.fit(trainer, 1, tiny.rows(), null);
        }
        JsonObject said = service.of("WeightsSummarized").get(0);
        assertThat(said.get("step").getAsLong()).isEqualTo(TinyTraining.BATCHES);
        double counted = 0;
        double least = Double.POSITIVE_INFINITY;
        for (var histogram : said.getAsJsonArray("histograms")) {
            JsonArray buckets = histogram.getAsJsonObject().getAsJsonArray("buckets");
            least = Math.min(least, buckets.get(0).getAsJsonArray().get(0).getAsDouble());
            for (var bucket : buckets) {
                counted += bucket.getAsJsonArray().get(2).getAsDouble();
            }
        }
        assertThat(counted).isEqualTo(atEnd.size());
        assertThat(least).isEqualTo((double) atEnd.stream().min(Float::compare).orElseThrow());
        assertThat(said.getAsJsonArray("histograms").size())
                .isEqualTo(tiny.model.getBlock().getParameters().size());
    }

    @Test
    void resumesFromACheckpointThatIsSavedEverySoManySeconds() throws Exception {
        service.decide(event -> event.get("type").getAsString().equals("attached")
                ? verdict(event, "{\"type\": \"SaveEvery\", \"seconds\": 1e-9, \"name\": \"backup\"}")
                : verdict(event));
        EpochalListener first = EpochalListener.of(options).directory(folder);
        try (Trainer trainer = tiny.trainer(first, first.tracker())) {
            first.fit(trainer, 1, tiny.rows(), null);
        }
        assertThat(service.of("CheckpointSaved"))
                .extracting(event -> event.get("step").getAsInt())
                .containsExactly(1, 2, 3, 4);
        List<Float> whole = tiny.weights();
        try (TinyTraining restarted = new TinyTraining()) {
            EpochalListener listener = EpochalListener.of(options).resume(folder.resolve("backup"));
            listener.load(restarted.model);
            try (Trainer unused = restarted.trainer(listener, listener.tracker())) {
                assertThat(restarted.weights()).isEqualTo(whole);
            }
        }
    }

    @Test
    void resumesBehindTheBatchesThatWereTrained() throws Exception {
        List<List<Float>> asked = new ArrayList<>();
        service.decide(event -> {
            if (!event.get("type").getAsString().equals("BatchReached")) {
                return FakeService.asking(verdict(event), 3);
            }
            asked.add(tiny.weights());
            return verdict(event, "{\"type\": \"SaveCheckpoint\", \"name\": \"third\"}");
        });
        EpochalListener first = EpochalListener.of(options).directory(folder);
        try (Trainer trainer = tiny.trainer(first, first.tracker())) {
            first.fit(trainer, 1, tiny.rows(), null);
        }
        List<Float> whole = tiny.weights();
        try (FakeService other = new FakeService();
                TinyTraining restarted = new TinyTraining()) {
            EpochalListener listener =
                    EpochalListener.of(RunOptions.of(0.5).url(other.url())).resume(folder.resolve("third"));
            listener.load(restarted.model);
            try (Trainer trainer = restarted.trainer(listener, listener.tracker())) {
                assertThat(restarted.weights()).isEqualTo(asked.get(0));
                listener.fit(trainer, 1, restarted.rows(), null);
                assertThat(restarted.weights()).isEqualTo(whole);
            }
            assertThat(other.of("EpochEnded").get(0).get("step").getAsLong()).isEqualTo(4);
        }
    }

    @Test
    void doesNotTrainFreshWeightsUnderACheckpointsCallbacks() throws Exception {
        resumesFromACheckpointWithTheWeightsThatACallbackMayStillWant();
        EpochalListener listener = EpochalListener.of(options).resume(folder.resolve("ckpt/last"));
        try (TinyTraining other = new TinyTraining()) {
            assertThatThrownBy(() -> other.trainer(listener, listener.tracker()))
                    .hasMessageContaining("call load(model) before newTrainer");
        }
    }

    @Test
    void restoredWeightsStayWhatTheyAreWhenTrainingGoesOn() throws Exception {
        EpochalListener listener = EpochalListener.of(options);
        try (Trainer trainer = tiny.trainer(listener, listener.tracker());
                ParameterCopies copies =
                        new ParameterCopies(trainer.getManager().getEngine())) {
            var block = tiny.model.getBlock();
            copies.retain(block, 0, Set.of(0));
            List<Float> begin = tiny.weights();
            listener.fit(trainer, 1, tiny.rows(), null);
            assertThat(tiny.weights()).isNotEqualTo(begin);
            copies.restore(block, 0);
            System.gc();
            assertThat(tiny.weights()).isEqualTo(begin);
            for (var batch : trainer.iterateDataset(tiny.rows())) {
                EasyTrain.trainBatch(trainer, batch);
                trainer.step();
                batch.close();
            }
            assertThat(tiny.weights()).isNotEqualTo(begin);
            copies.restore(block, 0);
            assertThat(tiny.weights()).isEqualTo(begin);
        }
    }

    @Test
    void refusesACheckpointOutsideOfItsDirectory() throws Exception {
        service.decide(
                event -> verdict(
                        event,
                        "{\"type\": \"SaveCheckpoint\", \"name\": \"../out\", \"weights\": \"trained\", \"weights_only\": false}"));
        EpochalListener listener = EpochalListener.of(options).directory(folder.resolve("in"));
        try (Trainer trainer = tiny.trainer(listener, listener.tracker())) {
            listener.fit(trainer, 1, tiny.rows(), null);
        }
        assertThat(service.types()).doesNotContain("CheckpointSaved");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void anExceptionIsSaidAndThrown() throws Exception {
        EpochalListener listener = EpochalListener.of(options);
        try (Trainer trainer = tiny.trainer(listener, listener.tracker())) {
            assertThatThrownBy(() -> listener.watch(trainer, () -> {
                        throw new IOException("the disk is gone");
                    }))
                    .hasMessage("the disk is gone");
        }
        JsonObject ended = service.of("RunEnded").get(0);
        assertThat(ended.get("status").getAsString()).isEqualTo("failed");
        assertThat(ended.get("reason").getAsString()).isEqualTo("IOException: the disk is gone");
    }

    @Test
    void aCallbackThatFailsTheRunIsAnException() throws Exception {
        service.decide(event -> event.get("type").getAsString().equals("EpochEnded")
                ? verdict(event, "{\"type\": \"FailRun\", \"reason\": \"monitor is missing\"}")
                : verdict(event));
        EpochalListener listener = EpochalListener.of(options);
        try (Trainer trainer = tiny.trainer(listener, listener.tracker())) {
            assertThatThrownBy(() -> listener.fit(trainer, 3, tiny.rows(), null))
                    .isInstanceOf(ServiceException.RunFailed.class)
                    .hasMessage("monitor is missing");
        }
        assertThat(service.types()).endsWith("RunEnded");
    }

    @Test
    void closingTheTrainerSaysTheEndOfABareEasyTrain() throws Exception {
        EpochalListener listener = EpochalListener.of(options.epochs(2).validates(false));
        try (Trainer trainer = tiny.trainer(listener, listener.tracker())) {
            EasyTrain.fit(trainer, 2, tiny.rows(), null);
        }
        assertThat(service.of("EpochEnded")).hasSize(2);
        assertThat(service.of("RunEnded").get(0).get("status").getAsString()).isEqualTo("completed");
    }

    @Test
    void anEasyTrainOnItsOwnMeetsTheStopAsAnException() throws Exception {
        service.decide(
                event -> event.get("type").getAsString().equals("EpochEnded") ? verdict(event, STOP) : verdict(event));
        EpochalListener listener = EpochalListener.of(options.epochs(5).validates(false));
        try (Trainer trainer = tiny.trainer(listener, listener.tracker())) {
            assertThatThrownBy(() -> EasyTrain.fit(trainer, 5, tiny.rows(), null))
                    .isInstanceOf(TrainingStopped.class)
                    .hasMessage("enough");
            EasyTrain.evaluateDataset(trainer, tiny.rows());
        }
        assertThat(service.of("RunEnded").get(0).get("status").getAsString()).isEqualTo("stopped_early");
    }

    private static JsonObject retaining(JsonObject verdict, int epoch) {
        JsonArray epochs = new JsonArray();
        epochs.add(epoch);
        verdict.add("retain", epochs);
        return verdict;
    }
}
