package io.epochal.callback.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.Command;
import io.epochal.protocol.Direction;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.Semantics;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingEvent.Barrier;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.TrainingEnded;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.field.SpecException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that are not our trainer are decided for as ours is; only {@code on_train_end} comes at a question of its own. */
class AttachedDecisionsTest {
    private static final Instant NOW = Instant.EPOCH;
    private static final Set<String> ALL = Set.of(
            "StopTraining", "SetLearningRate", "SaveCheckpoint", "RestoreWeights", "EvaluateOn", "SummarizeWeights");
    private static final AttachedTrainer TRAINER =
            new AttachedTrainer("a", "a test", AttachedTrainer.Unit.EPOCH, List.copyOf(ALL), 60);
    private static final List<Map<String, Object>> CHOICE = List.of(
            Map.of("type", "EarlyStopping", "patience", 1, "restore_best_weights", true),
            Map.of("type", "EarlyStopping", "monitor", "loss", "patience", 3),
            Map.of("type", "ReduceLROnPlateau", "factor", 0.5, "patience", 1),
            Map.of("type", "ModelCheckpoint", "filepath", "e{epoch}", "save_best_only", true),
            Map.of("type", "SwapEMAWeights", "swap_on_epoch", true),
            Map.of("type", "TensorBoard", "histogram_freq", 2));

    /** The same list and history, decided as for our trainer and as for another: the same commands in the same order. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatIsDecidedAtTheEndOfTheTrainingIsWhatOursIsToldAtItsLastEpoch(int seed) {
        Random random = new Random(seed);
        List<Map<String, Object>> list =
                CHOICE.stream().filter(one -> random.nextBoolean()).toList();
        double[] losses = random.doubles(12).toArray();

        assertThat(commands(list, losses, true)).isEqualTo(commands(list, losses, false));
    }

    /** Of one training, in the order in which they come. */
    private static List<Command> commands(List<Map<String, Object>> list, double[] losses, boolean asksAtEnd) {
        TrainingParams params = params(asksAtEnd, Map.of());
        Verdict verdict = decide(new AttachedRunStarted("r", 1, 0, NOW, TRAINER, params, list));
        List<Command> commands = new ArrayList<>(verdict.commands());
        boolean stopped = false;
        for (int epoch = 0; epoch < losses.length && !stopped; epoch++) {
            boolean last = epoch == losses.length - 1;
            verdict = decide(epoch(params, epoch, losses[epoch], last, verdict.callbacks()));
            commands.addAll(verdict.commands());
            stopped = verdict.commands().stream().anyMatch(Command.StopTraining.class::isInstance);
        }
        if (asksAtEnd) {
            verdict = decide(ended(params, verdict.callbacks()));
            commands.addAll(verdict.commands());
        }
        assertThat(types(commands)).isSubsetOf(needs(list, params));
        return commands;
    }

    @Test
    void aStopByAUserOrAnExceptionBringsBackTheBestWeightsToo() {
        TrainingParams params = params(true, Map.of());
        Verdict begun = decide(new AttachedRunStarted("r", 1, 0, NOW, TRAINER, params, CHOICE.subList(0, 1)));
        Verdict first = decide(epoch(params, 0, 0.5, false, begun.callbacks()));

        assertThat(decide(ended(params, first.callbacks())).commands())
                .containsExactly(new Command.RestoreWeights(0, ModelWeights.TRAINED));
    }

    @Test
    void aResumedProgramIsToldAgainWhatHoldsAndItsCountersStandWhereTheyStood() {
        TrainingParams params = params(true, Map.of());
        List<Map<String, Object>> list = List.of(CHOICE.get(0), CHOICE.get(4));
        Verdict begun = decide(new AttachedRunStarted("r", 1, 0, NOW, TRAINER, params, list));
        Verdict first = decide(epoch(params, 0, 0.5, false, begun.callbacks()));

        Verdict resumed = decide(
                new AttachedRunResumed("r", 2, 0, NOW, TRAINER, params, 1, 0, 10, 1, 2, "file:/c", first.callbacks()));

        assertThat(resumed.commands()).containsExactly(new Command.EvaluateOn(ModelWeights.AVERAGED));
        assertThat(resumed.callbacks()).isEqualTo(first.callbacks());
        assertThat(resumed.retain()).isEqualTo(first.retain());
    }

    @Test
    void aMetricOfItsOwnHasTheDirectionThatTheProgramSays() {
        List<Map<String, Object>> list = List.of(Map.of("type", "EarlyStopping", "monitor", "val_lift", "patience", 0));
        TrainingParams unknown = params(true, Map.of());
        assertThatThrownBy(() -> CallbackList.attached(list, unknown, ALL, CallbackProviders.NONE))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("callbacks[0].monitor has no direction");

        for (String name : List.of("lift", "val_lift")) {
            TrainingParams params = params(true, Map.of(name, Direction.MAX));
            Verdict begun = decide(new AttachedRunStarted("r", 1, 0, NOW, TRAINER, params, list));
            Verdict first = decide(lift(params, 0, 0.1, begun.callbacks()));
            Verdict better = decide(lift(params, 1, 0.2, first.callbacks()));
            assertThat(better.commands()).isEmpty();
            assertThat(decide(lift(params, 2, 0.1, better.callbacks())).commands())
                    .hasSize(1);
        }
    }

    @Test
    void aRunThatBeginsWithALaterEpochHasThatEpochsRate() {
        List<Map<String, Object>> list =
                List.of(Map.of("type", "LearningRateScheduler", "schedule", Map.of("0", 0.5, "3", 0.25)));
        TrainingParams params =
                new TrainingParams(9, List.of(), true, 0.1, false, true, Semantics.KERAS_3_15, Map.of(), 3, true);

        assertThat(decide(new AttachedRunStarted("r", 1, 0, NOW, TRAINER, params, list))
                        .commands())
                .containsExactly(new Command.SetLearningRate(0.25));
    }

    @Test
    void aSecondSwapPutsTheTrainedWeightsBackAsInKeras() {
        Map<String, Object> swap = Map.of("type", "SwapEMAWeights", "swap_on_epoch", true);
        Map<String, Object> save = Map.of("type", "ModelCheckpoint", "filepath", "a");
        TrainingParams params = params(true, Map.of());
        Verdict begun =
                decide(new AttachedRunStarted("r", 1, 0, NOW, TRAINER, params, List.of(swap, save, swap, save)));

        assertThat(begun.commands())
                .containsExactly(
                        new Command.EvaluateOn(ModelWeights.AVERAGED), new Command.EvaluateOn(ModelWeights.TRAINED));
        assertThat(decide(epoch(params, 0, 0.5, false, begun.callbacks())).commands())
                .containsExactly(
                        new Command.SaveCheckpoint("a", ModelWeights.AVERAGED, false),
                        new Command.SaveCheckpoint("a", ModelWeights.TRAINED, false));
    }

    @Test
    void aCallbackThatNeedsMoreThanTheProgramCanIsRefusedByItsPlace() {
        assertThatThrownBy(() -> CallbackList.attached(
                        CHOICE.subList(0, 1), params(true, Map.of()), Set.of("StopTraining"), CallbackProviders.NONE))
                .hasMessage("callbacks[0] is a EarlyStopping, which needs a trainer that can RestoreWeights; its "
                        + "capabilities are StopTraining");
    }

    private static Verdict decide(Barrier barrier) {
        return Deliberation.decide(barrier, CallbackProviders.NONE, NOW);
    }

    private static TrainingParams params(boolean asksAtEnd, Map<String, Direction> directions) {
        return new TrainingParams(
                null, List.of(), true, 0.1, false, true, Semantics.KERAS_3_15, directions, null, asksAtEnd);
    }

    private static EpochEnded epoch(
            TrainingParams params, int epoch, double loss, boolean last, List<Map<String, Object>> callbacks) {
        Metrics logs = Metrics.NONE.with("loss", loss).with("val_loss", loss);
        return new EpochEnded("r", 1, epoch + 1, NOW, params, epoch, epoch + 1, logs, 0.1, 1, last, callbacks);
    }

    private static EpochEnded lift(TrainingParams params, int epoch, double lift, List<Map<String, Object>> callbacks) {
        Metrics logs = Metrics.NONE.with("val_lift", lift);
        return new EpochEnded("r", 1, epoch + 1, NOW, params, epoch, epoch + 1, logs, 0.1, 1, false, callbacks);
    }

    private static TrainingEnded ended(TrainingParams params, List<Map<String, Object>> callbacks) {
        return new TrainingEnded(
                "r", 1, 20, NOW, params, 3, 0, 4, RunStatus.STOPPED_EARLY, "stopped", Metrics.NONE, 0.1, callbacks);
    }

    private static Set<String> types(List<Command> commands) {
        return commands.stream().map(one -> one.getClass().getSimpleName()).collect(Collectors.toSet());
    }

    private static Set<String> needs(List<Map<String, Object>> list, TrainingParams params) {
        Set<String> needs = new TreeSet<>();
        CallbackList.read(list, params, CallbackProviders.NONE)
                .callbacks()
                .forEach(callback -> needs.addAll(callback.needs()));
        return needs;
    }
}
