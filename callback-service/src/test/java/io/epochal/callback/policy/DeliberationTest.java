package io.epochal.callback.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Semantics;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.SpecException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliberationTest {
    private static final String EXAMPLE =
            """
            [{"type": "EarlyStopping", "monitor": "val_loss", "patience": 2, "restore_best_weights": true},
             {"type": "ModelCheckpoint", "filepath": "best", "monitor": "val_loss", "save_best_only": true},
             {"type": "ReduceLROnPlateau", "monitor": "val_loss", "factor": 0.5, "patience": 1},
             {"type": "TensorBoard", "histogram_freq": 2}]
            """;

    @Test
    void answersTheStartWithEverySettingAndAFreshState() {
        RunSpec spec = spec(EXAMPLE);
        Verdict verdict = Deliberation.decide(
                new RunStarted("run", 1, 0, Instant.EPOCH, spec, List.of(28, 28, 1), 375, 2, "cpu", spec.callbacks()),
                CallbackProviders.NONE,
                Instant.EPOCH);

        assertThat(verdict.commands()).isEmpty();
        assertThat(verdict.callbacks().get(0))
                .containsEntry("min_delta", 0.0)
                .containsEntry("mode", "auto")
                .containsEntry("start_from_epoch", 0)
                .containsEntry("state", Map.of("wait", 0));
    }

    @Test
    void requestsCheckpointsByTimeWhereTheListSetsThem() {
        RunSpec spec =
                spec("[{'type': 'BackupAndRestore', 'backup_dir': 'backup', 'save_freq': '90s'}]".replace('\'', '"'));
        Verdict verdict = Deliberation.decide(
                new RunStarted("run", 1, 0, Instant.EPOCH, spec, List.of(28, 28, 1), 375, 2, "cpu", spec.callbacks()),
                CallbackProviders.NONE,
                Instant.EPOCH);

        assertThat(verdict.commands()).containsExactly(new Command.SaveEvery(90, "backup"));
        assertThat(verdict.callbacks().get(0)).containsEntry("save_freq", "90.0s");
    }

    @Test
    void decidesInTheOrderOfTheList() {
        List<Verdict> verdicts = fold(spec(EXAMPLE), 0.5, 0.6, 0.7);

        assertThat(verdicts.get(0).commands())
                .containsExactly(new Command.SaveCheckpoint("best"), new Command.SummarizeWeights());
        assertThat(verdicts.get(1).commands()).containsExactly(new Command.SetLearningRate(0.0005f));
        assertThat(verdicts.get(2).commands().get(0)).isInstanceOf(Command.StopTraining.class);
        assertThat(verdicts.get(2).commands()).endsWith(new Command.SummarizeWeights(), new Command.RestoreWeights(0));
    }

    @Test
    void explainsItsDecisions() {
        List<Verdict> verdicts = fold(spec(EXAMPLE), 0.0449, 0.0473, 0.0480);

        assertThat(verdicts.get(2).reasons().get(0))
                .isEqualTo(new Verdict.Reason(
                        "EarlyStopping", "val_loss 0.0480 did not improve on 0.0449 (epoch 1): wait 2 of 2"));
    }

    @Test
    void decidesOnTheEventAloneWhereThereIsNoRunSpec() {
        List<Map<String, Object>> carried = List.of(Map.of(
                "type", "EarlyStopping", "monitor", "val_auc", "patience", 2, "state", Map.of("wait", 1, "best", 0.9)));

        Verdict verdict =
                Deliberation.decide(epoch(List.of("auc"), 0.8, carried), CallbackProviders.NONE, Instant.EPOCH);

        assertThat(verdict.commands().get(0)).isInstanceOf(Command.StopTraining.class);
        assertThatThrownBy(() ->
                        Deliberation.decide(epoch(List.of(), 0.8, carried), CallbackProviders.NONE, Instant.EPOCH))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("callbacks[0].monitor has no direction");
    }

    /** Of a training that goes on until it is stopped. */
    private static EpochEnded epoch(List<String> compiled, double auc, List<Map<String, Object>> carried) {
        TrainingParams params = new TrainingParams(null, compiled, true, 0.01, false, false, Semantics.KERAS_3_15);
        Metrics logs = Metrics.NONE.with("val_auc", auc);
        return new EpochEnded("run", 1, 7, Instant.EPOCH, params, 5, 60, logs, 0.01, 1, false, carried);
    }

    @Test
    void recordsTheRateAfterAnEarlierCallbackHasChangedIt() {
        Verdict verdict = fold(spec(EXAMPLE), 0.5, 0.6).get(1);

        assertThat(verdict.recordings()).hasSize(2);
        assertThat(verdict.recordings().get(0).position()).isEqualTo(3);
        assertThat(verdict.recordings().get(0).logs().get("learning_rate")).hasValue(0.0005f);
    }

    @Test
    void whatHistoryHoldsIsWhatTheWholeListHasLeft() {
        Verdict verdict = fold(spec(EXAMPLE), 0.5, 0.6).get(1);

        assertThat(verdict.recordings().get(1).position()).isEqualTo(4);
        // As it was before it was reduced: ReduceLROnPlateau writes it first.
        assertThat(verdict.recordings().get(1).logs().get("learning_rate")).hasValue(0.001f);
    }

    @Test
    void swapsTheAverageInForValidationAndWhateverComesBehind() {
        RunSpec spec = ema(
                """
                [{"type": "EarlyStopping", "patience": 0, "restore_best_weights": true},
                 {"type": "ModelCheckpoint", "filepath": "before"},
                 {"type": "SwapEMAWeights", "swap_on_epoch": true},
                 {"type": "ModelCheckpoint", "filepath": "behind", "save_weights_only": true},
                 {"type": "EarlyStopping", "patience": 5, "restore_best_weights": true},
                 {"type": "TensorBoard", "histogram_freq": 1, "write_images": true}]
                """);
        Verdict begun = Deliberation.decide(
                new RunStarted("run", 1, 0, Instant.EPOCH, spec, List.of(28, 28, 1), 375, 2, "cpu", spec.callbacks()),
                CallbackProviders.NONE,
                Instant.EPOCH);
        List<Verdict> verdicts = fold(spec, 0.5, 0.6);

        assertThat(begun.commands()).containsExactly(new Command.EvaluateOn(ModelWeights.AVERAGED));
        assertThat(verdicts.get(0).commands())
                .containsExactly(
                        new Command.SaveCheckpoint("before"),
                        new Command.SaveCheckpoint("behind", ModelWeights.AVERAGED, true),
                        new Command.SummarizeWeights(ModelWeights.AVERAGED, true));
        assertThat(verdicts.get(1).commands())
                .endsWith(
                        new Command.RestoreWeights(0, ModelWeights.TRAINED),
                        new Command.RestoreWeights(0, ModelWeights.AVERAGED));
    }

    @Test
    void doesNotSwapAtAnEpochsEndUnlessItIsSet() {
        RunSpec spec = ema(
                """
                [{"type": "SwapEMAWeights"}, {"type": "ModelCheckpoint", "filepath": "behind"}]
                """);

        assertThat(fold(spec, 0.5).get(0).commands()).containsExactly(new Command.SaveCheckpoint("behind"));
    }

    @Test
    void requestsBatchesAndStepsPerSecondWhereTensorBoardShowsThem() {
        RunSpec spec =
                spec("[{\"type\": \"TensorBoard\", \"update_freq\": \"batch\", \"write_steps_per_second\": true}]");
        List<Callback> callbacks = CallbackList.read(spec.callbacks(), TrainingParams.of(spec), CallbackProviders.NONE)
                .callbacks();

        Decision begun = Hooks.trainBegin(callbacks, 0.1f);
        Decision first = Hooks.epochEnd(begun.next(), new Callback.Epoch(0, Metrics.NONE, 0.1f, 100, 4), false);
        Decision second = Hooks.epochEnd(first.next(), new Callback.Epoch(1, Metrics.NONE, 0.1f, 200, 5), false);

        assertThat(begun.commands()).containsExactly(new Command.RecordBatches(1));
        assertThat(first.recordings().get(0).logs().get("steps_per_second")).hasValue(25);
        assertThat(second.recordings().get(0).logs().get("steps_per_second")).hasValue(20);
    }

    @Test
    void keepsTheEpochThatMayBeRestored() {
        assertThat(fold(spec(EXAMPLE), 0.5, 0.4, 0.6))
                .extracting(Verdict::retain)
                .containsExactly(List.of(0), List.of(1), List.of(1));
    }

    @Test
    void givesTheSameVerdictOnTheSameEvent() {
        RunSpec spec = spec(EXAMPLE);
        var event = KerasTraces.epoch(spec, 3, Metrics.NONE.with("val_loss", 0.3), 0.001, false, spec.callbacks());

        assertThat(Deliberation.decide(event, CallbackProviders.NONE, Instant.EPOCH))
                .isEqualTo(Deliberation.decide(event, CallbackProviders.NONE, Instant.EPOCH));
    }

    @ParameterizedTest
    @CsvSource({"NaN, 0.5, 0.4", "0.5, NaN, 0.4", "0.5, Infinity, 0.5", "-Infinity, 0.1, 0.2"})
    void decidesTheSameWhenItsCallbacksHaveBeenThroughJson(double first, double second, double third) throws Exception {
        RunSpec spec = spec(EXAMPLE);
        Verdict before = fold(spec, first, second).get(1);
        byte[] json = Wire.JSON.writeValueAsBytes(before.callbacks());
        List<Map<String, Object>> read = Wire.JSON.readValue(json, new TypeReference<>() {});
        Metrics logs = Metrics.NONE.with("val_loss", third);

        assertThat(Deliberation.decide(
                        KerasTraces.epoch(spec, 2, logs, 0.001, false, read), CallbackProviders.NONE, Instant.EPOCH))
                .isEqualTo(Deliberation.decide(
                        KerasTraces.epoch(spec, 2, logs, 0.001, false, before.callbacks()),
                        CallbackProviders.NONE,
                        Instant.EPOCH));
    }

    @Test
    void warnsOfAModeThatKerasDoesNotKnow() {
        RunSpec spec = spec("[{\"type\": \"EarlyStopping\", \"mode\": \"least\"}]");
        Verdict verdict = Deliberation.decide(
                new RunStarted("run", 1, 0, Instant.EPOCH, spec, List.of(28, 28, 1), 375, 2, "cpu", spec.callbacks()),
                CallbackProviders.NONE,
                Instant.EPOCH);

        assertThat(verdict.reasons())
                .containsExactly(new Verdict.Reason(
                        "EarlyStopping", "mode \"least\" is unknown: taken for auto; there are: auto, min, max"));
    }

    @Test
    void writesSmallRatesWithoutAnExponent() {
        assertThat(fold(spec(EXAMPLE), 0.5, 0.6).get(1).reasons())
                .extracting(Verdict.Reason::text)
                .anyMatch(text -> text.endsWith("reducing the learning rate to 0.0005"));
    }

    /** What CPython 3.12 answers to each format. */
    @ParameterizedTest
    @CsvSource({
        "{loss:.2f}, 0.125, 0.12",
        "{loss:.2f}, 1.005, 1.00",
        "{loss:.0f}, 0.5, 0",
        "{loss:f}, 1e-7, 0.000000",
        "{loss:.1f}, -0.01, -0.0",
        "{loss:08.3f}, -1.5, -001.500",
        "{loss:6.2f}|, 1, '  1.00|'",
        "{loss:05.1f}, NaN, 00nan",
        "{loss:.1f}, -Infinity, -inf",
        "e{epoch:03d}-{epoch}, 0, e007-7",
        "{loss}, 0.1, 0.1",
        "{loss}, 1e-5, 1e-05",
        "{loss}, 1e16, 1e+16",
        "{loss}, 123456789.125, 123456789.125",
        "{loss:.2e}, 0.00012345, 1.23e-04",
        "{loss:.3}, 0.12345, 0.123",
        "{loss}, NaN, nan",
        "{loss:.2F}, NaN, NAN",
        "{loss:.2F}, Infinity, INF",
        "{loss:9.2F}|, -Infinity, '     -INF|'",
        "{loss:E}, NaN, NAN",
        "{loss:.1E}, -Infinity, -INF",
        "{loss:.1E}, 12345, 1.2E+04",
        "{loss:e}, NaN, nan",
        "{loss:.3}, NaN, nan",
        "{loss:.1}, 2.5, 2e+00",
        "{loss:.2}, 2.5, 2.5",
        "{loss:.5}, 21483.134, 2.1483e+04",
        "{loss:.0}, 0, 0e+00",
        "{loss:.2}, -0.0, -0.0",
        "{loss:.17}, 1e16, 1e+16",
        "{loss:010}, -Infinity, -000000inf",
        "{loss:.0e}, 0, 0e+00",
        "{epoch:5d}|{epoch:05}|{epoch:.1f}, 0, '    7|00007|7.0'"
    })
    void namesCheckpointsAsPythonFormats(String filepath, double loss, String name) {
        assertThat(new CheckpointName(filepath).filled(6, -1, Metrics.NONE.with("loss", loss)))
                .isEqualTo(name);
    }

    @Test
    void aNameThatComesToBeTooLongCostsItsCheckpointAndNotTheRun() {
        String filepath = "{val_loss:.50f}".repeat(4);
        RunSpec spec =
                spec("[{\"type\": \"ModelCheckpoint\", \"filepath\": \"" + filepath + "\", \"save_best_only\": true}]");
        List<Verdict> verdicts = fold(spec, 0.5, 1e9, 0.4, 0.25);

        assertThat(verdicts.get(0).commands()).isEmpty();
        assertThat(verdicts.get(0).reasons().get(0).text()).startsWith("not saved: filepath must have at most");
        assertThat(verdicts.get(0).callbacks().get(0)).containsEntry("state", Map.of());
    }

    @Test
    void reportsTheNameThatACheckpointIsStoredBy() {
        Verdict verdict = fold(spec("[{\"type\": \"ModelCheckpoint\", \"filepath\": \"/tmp//ckpt/./e{epoch}/\"}]"), 0.5)
                .get(0);

        assertThat(verdict.commands()).containsExactly(new Command.SaveCheckpoint("tmp/ckpt/e1"));
        assertThat(verdict.reasons().get(0).text()).isEqualTo("saving tmp/ckpt/e1");
    }

    /** As Keras: the rate is in the logs when ReduceLROnPlateau looks. */
    @Test
    void reducesTheRateThatItMonitors() {
        RunSpec spec = spec("[{\"type\": \"ReduceLROnPlateau\", \"monitor\": \"learning_rate\", \"mode\": \"min\","
                + " \"patience\": 2}]");
        List<Verdict> verdicts = fold(spec, 0.5, 0.4, 0.3);

        assertThat(verdicts.get(1).commands()).isEmpty();
        assertThat(verdicts.get(2).commands()).containsExactly(new Command.SetLearningRate((float) (0.001f * 0.1)));
    }

    @ParameterizedTest
    @CsvSource({"0, wait 1 of 1", "1, wait 1 of 1", "2, wait 1 of 2"})
    void noPatienceIsThatOfOneEpoch(int patience, String said) {
        RunSpec spec = spec(
                "[{\"type\": \"EarlyStopping\", \"patience\": PATIENCE}, {\"type\": \"ReduceLROnPlateau\", \"patience\": PATIENCE}]"
                        .replace("PATIENCE", String.valueOf(patience)));

        assertThat(fold(spec, 0.5, 0.6).get(1).reasons())
                .extracting(Verdict.Reason::text)
                .hasSize(2)
                .allMatch(text -> text.contains(said));
    }

    @Test
    void warnsOfAMonitorThatIsNotThere() {
        RunSpec spec = spec("[{\"type\": \"EarlyStopping\"}]");
        Verdict verdict = Deliberation.decide(
                KerasTraces.epoch(spec, 0, Metrics.NONE.with("loss", 1), 0.001, false, spec.callbacks()),
                CallbackProviders.NONE,
                Instant.EPOCH);

        assertThat(verdict.reasons().get(0).text())
                .isEqualTo("early stopping is conditioned on val_loss, which is not available; there are: loss");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {'type': 'EarlyStoping'}                              | callbacks[0].type           | did you mean EarlyStopping?
            {'type': 'EarlyStopping', 'patience': -1}             | callbacks[0].patience       | 0 or more; found -1
            {'type': 'EarlyStopping', 'patince': 1}               | callbacks[0].patince        | did you mean patience?
            {'type': 'EarlyStopping', 'monitor': 'val_auc'}       | callbacks[0].monitor        | has no direction
            {'type': 'ReduceLROnPlateau', 'factor': 1.0}          | callbacks[0].factor         | must be less than 1
            {'type': 'ModelCheckpoint', 'filepath': 'a', 'monitor': 'val_auc'} | callbacks[0].monitor | has no direction
            {'type': 'ModelCheckpoint'}                           | callbacks[0].filepath       | is required
            {'type': 'ModelCheckpoint', 'filepath': 'a', 'save_freq': 0} | callbacks[0].save_freq | found 0
            {'type': 'ModelCheckpoint', 'filepath': 'a', 'save_freq': '5s'} | callbacks[0].save_freq | "epoch" or a number of batches
            {'type': 'BackupAndRestore', 'backup_dir': 'a', 'save_freq': '0s'} | callbacks[0].save_freq | 1 second or more
            {'type': 'BackupAndRestore', 'backup_dir': 'a', 'save_freq': '5 min'} | callbacks[0].save_freq | "epoch" or a number of batches
            {'type': 'ModelCheckpoint', 'filepath': '{batch}'}    | callbacks[0].filepath       | names batch, which
            {'type': 'ModelCheckpoint', 'filepath': '{val_loss}', 'save_freq': 5} | callbacks[0].filepath | names val_loss
            {'type': 'ModelCheckpoint', 'filepath': '{val_loss:02d}'} | callbacks[0].filepath  | Python cannot format
            {'type': 'LearningRateScheduler'}                     | callbacks[0].schedule       | is required
            {'type': 'LearningRateScheduler', 'schedule': {'type': 'CosinDecay'}} | callbacks[0].schedule.type | did you mean CosineDecay?
            {'type': 'LearningRateScheduler', 'schedule': {'a': 1}} | callbacks[0].schedule.a   | must be the number
            {'type': 'CSVLogger', 'filename': '/etc/x'}           | callbacks[0].filename       | must be a path below the run's folder
            {'type': 'RemoteMonitor', 'root': 'localhost'}       | callbacks[0].root           | must begin with http
            {'type': 'TerminateOnNaN', 'raise_error': 1}          | callbacks[0].raise_error    | must be true or false
            {'type': 'ModelCheckpoint', 'filepath': '{val_los:.2f}'} | callbacks[0].filepath | names val_los, which
            {'type': 'ModelCheckpoint', 'filepath': '{learning_rate:.2f}'} | callbacks[0].filepath | not in the logs
            {'type': 'ModelCheckpoint', 'filepath': '{epoch:>3}'} | callbacks[0].filepath      | may have fields such as
            {'type': 'TensorBoard', 'embeddings_freq': 1}         | callbacks[0].embeddings_freq | must be left out
            {'type': 'TensorBoard', 'profile_batch': 2}           | callbacks[0].profile_batch  | must be left out
            {'type': 'SwapEMAWeights'}                            | callbacks[0].type           | needs optimizer.use_ema
            {'type': 'TensorBoard', 'log_dir': '../x'}            | callbacks[0].log_dir        | may not lead out of it
            """)
    void rejectsInvalidSettings(String callback, String place, String hint) {
        RunSpec spec = spec("[" + callback.replace('\'', '"') + "]");

        assertThatThrownBy(() -> CallbackList.read(spec.callbacks(), TrainingParams.of(spec), CallbackProviders.NONE))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining(place)
                .hasMessageContaining(hint);
    }

    private static List<Verdict> fold(RunSpec spec, double... losses) {
        List<Verdict> verdicts = new ArrayList<>();
        List<Map<String, Object>> callbacks = spec.callbacks();
        for (int epoch = 0; epoch < losses.length; epoch++) {
            Metrics logs = Metrics.NONE.with("val_loss", losses[epoch]);
            Verdict verdict = Deliberation.decide(
                    KerasTraces.epoch(spec, epoch, logs, 0.001, false, callbacks),
                    CallbackProviders.NONE,
                    Instant.EPOCH);
            callbacks = verdict.callbacks();
            verdicts.add(verdict);
        }
        return verdicts;
    }

    /** With {@code use_ema}. */
    private static RunSpec ema(String callbacks) {
        Map<String, Object> json = Wire.JSON.convertValue(spec(callbacks), new TypeReference<>() {});
        json.put("optimizer", Map.of("type", "adam", "use_ema", true));
        return RunSpec.of(json);
    }

    private static RunSpec spec(String callbacks) {
        try {
            return KerasTraces.spec(List.of("accuracy"), Wire.JSON.readValue(callbacks, new TypeReference<>() {}));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
