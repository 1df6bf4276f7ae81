package io.epochal.callback.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.Semantics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Whole lists over whole histories. */
class ReplayTest {
    private static final double NAN = Double.NaN;

    @Test
    void terminatesAtTheFirstBatchThatIsNotFiniteAndStillEndsTheEpoch() {
        Replay.Outcome outcome = replay(
                Semantics.KERAS_3_15,
                List.of(Map.of("type", "TerminateOnNaN"), Map.of("type", "ModelCheckpoint", "filepath", "{epoch}")),
                epoch(0, 0.5, 0.5, 0.5),
                epoch(1, NAN, 0.5, NAN, 0.5),
                epoch(2, 0.5, 0.5));

        assertThat(outcome.stopped()).isTrue();
        assertThat(outcome.epochsRun()).isEqualTo(2);
        assertThat(outcome.epochs().get(1).commands().get(0))
                .isEqualTo(new Command.StopTraining("Batch 1: Invalid loss, terminating training"));
        assertThat(outcome.saved()).containsExactly(new Replay.Saved(0, "1"), new Replay.Saved(1, "2"));
    }

    @Test
    void failsWhereKerasRaises() {
        Replay.Outcome outcome = replay(
                Semantics.KERAS_3_15,
                List.of(Map.of("type", "TerminateOnNaN", "raise_error", true)),
                epoch(0, 0.5, Double.POSITIVE_INFINITY));

        assertThat(outcome.error()).isEqualTo("NaN loss encountered.");
        assertThat(outcome.epochsRun()).isZero();
    }

    @Test
    void savesEveryNBatchesAcrossEpochs() {
        Replay.Outcome outcome = replay(
                Semantics.KERAS_3_15,
                List.of(Map.of("type", "ModelCheckpoint", "filepath", "{epoch:02d}-{batch:02d}", "save_freq", 3)),
                epoch(0, 0.5, 1, 1, 1, 1),
                epoch(1, 0.5, 1, 1, 1, 1));

        assertThat(outcome.saved()).extracting(Replay.Saved::name).containsExactly("01-03", "02-02");
    }

    @Test
    void schedulesTheRateOfEachEpochAndUndoesReductions() {
        List<Map<String, Object>> callbacks = List.of(
                Map.of("type", "ReduceLROnPlateau", "monitor", "loss", "patience", 1, "factor", 0.5),
                Map.of("type", "LearningRateScheduler", "schedule", Map.of("0", 0.1, "2", 0.01)));
        Replay.Outcome outcome =
                replay(Semantics.KERAS_3_15, callbacks, epoch(0, 0.5), epoch(1, 0.5), epoch(2, 0.5), epoch(3, 0.5));

        // [ReduceLROnPlateau, LearningRateScheduler] logs the reduced rate, and the schedule undoes it at the next
        // epoch.
        assertThat(outcome.learningRates())
                .containsExactly((double) 0.1f, (double) 0.05f, (double) 0.005f, (double) 0.005f);
    }

    @Test
    void aSafeRunDoesNotTakeNaNForTheBest() {
        List<Map<String, Object>> callbacks = List.of(
                Map.of("type", "EarlyStopping", "monitor", "loss", "patience", 3, "restore_best_weights", true));
        Replay.Measured[] history = {epoch(0, NAN), epoch(1, 0.5), epoch(2, 0.4), epoch(3, 0.3), epoch(4, 0.2)};

        assertThat(replay(Semantics.KERAS_3_15, callbacks, history).epochsRun()).isEqualTo(4);
        assertThat(replay(Semantics.SAFE, callbacks, history).epochsRun()).isEqualTo(5);
        assertThat(replay(Semantics.SAFE, callbacks, history).weightsFromEpoch())
                .isEqualTo(4);
    }

    @Test
    void aSafeRunFailsAtOnceWhenItsMonitorIsNotThere() {
        List<Map<String, Object>> callbacks = List.of(Map.of("type", "EarlyStopping", "monitor", "val_loss"));

        assertThat(replay(Semantics.KERAS_3_15, callbacks, epoch(0, 0.5)).error())
                .isNull();
        assertThat(replay(Semantics.SAFE, callbacks, epoch(0, 0.5)).error())
                .contains("val_loss, which is not available; there are: loss");
    }

    @Test
    void findsADirectionByTheMetricsName() {
        assertThat(MetricDirection.greaterIsBetter("auc")).contains(true);
        assertThat(MetricDirection.greaterIsBetter("mae")).contains(false);
        assertThat(MetricDirection.greaterIsBetter("mean")).isEmpty();

        Map<String, Object> stopping = Map.of("type", "EarlyStopping", "monitor", "val_mean");
        Replay.Measured measured = new Replay.Measured(0, Metrics.NONE.with("val_mean", 1), List.of());
        Replay.Case asked = new Replay.Case(
                "test", 0.1, List.of("mean"), List.of(stopping), Semantics.KERAS_3_15, List.of(measured));
        assertThat(Replay.of(asked, CallbackProviders.NONE).error()).contains("has no direction");
    }

    @Test
    void theBestOfALogIsWhatItsWatcherTakesForTheBest() {
        List<Map<String, Object>> none = List.of();
        double[] values = {0.5, NAN, 0.2, 0.9};

        assertThat(MetricDirection.best("val_mae", none, DoubleStream.of(values)))
                .hasValue(0.2);
        assertThat(MetricDirection.best("val_loss", none, DoubleStream.of(values)))
                .hasValue(0.2);
        assertThat(MetricDirection.best("accuracy", none, DoubleStream.of(values)))
                .hasValue(0.9);
        assertThat(MetricDirection.best("own", none, DoubleStream.of(values))).isEmpty();
        assertThat(MetricDirection.best(
                        "own",
                        List.of(Map.of("monitor", "own"), Map.of("monitor", "own", "mode", "max")),
                        DoubleStream.of(values)))
                .hasValue(0.9);
        assertThat(MetricDirection.best(
                        "val_loss", List.of(Map.of("type", "EarlyStopping", "mode", "max")), DoubleStream.of(values)))
                .hasValue(0.9);
        assertThat(MetricDirection.best("val_loss", none, DoubleStream.of(NAN))).isEmpty();
    }

    @Test
    void requestsTheEarliestBatchThatAnyCallbackWants() {
        Ask ask = Ask.everyFrom(7, 5).and(Ask.everyFrom(7, 4)).and(new Ask(null, true));

        assertThat(ask).isEqualTo(new Ask(8L, true));
        assertThat(ask.wants(7, 0.5)).isFalse();
        assertThat(ask.wants(8, 0.5)).isTrue();
        assertThat(ask.wants(1, NAN)).isTrue();
    }

    /** Folding a prefix, going through JSON and folding the rest is folding all. */
    @Test
    void forgetsNothingThroughJson() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 500; i++) {
            List<Map<String, Object>> callbacks = List.of(
                    Map.of("type", "EarlyStopping", "monitor", "loss", "patience", random.nextInt(4)),
                    Map.of(
                            "type",
                            "ReduceLROnPlateau",
                            "monitor",
                            "loss",
                            "patience",
                            2,
                            "cooldown",
                            random.nextInt(3)),
                    Map.of(
                            "type",
                            "ModelCheckpoint",
                            "filepath",
                            "{epoch}",
                            "monitor",
                            "loss",
                            "save_best_only",
                            true));
            CallbackList whole = CallbackList.read(callbacks, COMPILED, CallbackProviders.NONE);
            CallbackList cut = whole;
            for (int epoch = 0; epoch < 12; epoch++) {
                double loss = random.nextInt(10) == 0 ? NAN : random.nextInt(20) / 10.0;
                Callback.Epoch logs = new Callback.Epoch(epoch, Metrics.NONE.with("loss", loss), 0.1f);
                Decision one = Hooks.epochEnd(whole.callbacks(), logs, false);
                Decision other = Hooks.epochEnd(cut.callbacks(), logs, false);
                assertThat(other).isEqualTo(one);
                whole = new CallbackList(one.next());
                cut = CallbackList.read(new CallbackList(other.next()).json(), COMPILED, CallbackProviders.NONE);
            }
        }
    }

    private static final CompileContext COMPILED = new CompileContext(
            List.of("accuracy"),
            java.util.Set.of("loss"),
            Map.of(),
            Semantics.KERAS_3_15,
            true,
            ModelWeights.TRAINED,
            ModelWeights.TRAINED);

    private static Replay.Outcome replay(
            Semantics semantics, List<Map<String, Object>> callbacks, Replay.Measured... history) {
        return Replay.of(
                new Replay.Case("test", 0.1, List.of("accuracy"), callbacks, semantics, List.of(history)),
                CallbackProviders.NONE);
    }

    private static Replay.Measured epoch(int epoch, double loss, double... batches) {
        List<Metrics> logs = new ArrayList<>();
        for (double batch : batches) {
            logs.add(Metrics.NONE.with("loss", batch));
        }
        return new Replay.Measured(epoch, Metrics.NONE.with("loss", loss), logs);
    }
}
