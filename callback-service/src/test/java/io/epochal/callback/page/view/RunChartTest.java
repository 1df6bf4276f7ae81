package io.epochal.callback.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.Specs;
import io.epochal.callback.page.view.ChartMark.Kind;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandOutcome;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunChartTest {
    private static final RunSpec SPEC =
            Specs.with(List.of("accuracy"), List.of(Map.of("type", "EarlyStopping", "patience", 3)));

    private final FollowedRun run = new FollowedRun("r");

    private void started() {
        run.add(new TrainingEvent.RunStarted(
                "r", 1, 0, Instant.EPOCH, SPEC, List.of(28, 28, 1), 10, 1, "cpu", SPEC.callbacks()));
    }

    private void epoch(int attempt, long sequence, int epoch, Map<String, Double> metrics) {
        run.add(new TrainingEvent.EpochEnded(
                "r",
                attempt,
                sequence,
                Instant.ofEpochSecond(sequence),
                TrainingParams.of(SPEC),
                epoch,
                10L * (epoch + 1),
                Metrics.of(metrics),
                0.1,
                1,
                false,
                SPEC.callbacks()));
    }

    private void applied(int attempt, long sequence, int epoch, List<Command> commands, Verdict.Reason... reasons) {
        run.add(new TrainingEvent.VerdictApplied(
                "r",
                attempt,
                sequence,
                Instant.ofEpochSecond(sequence),
                sequence - 1,
                epoch,
                10,
                commands,
                List.of(reasons),
                List.of(),
                0.1));
    }

    @Test
    void hasAColumnForEachMetricAndNothingWhereNothingWasMeasured() {
        started();
        epoch(1, 1, 0, Map.of("loss", 0.5, "val_loss", Double.NaN));
        epoch(1, 2, 1, Map.of("loss", Double.POSITIVE_INFINITY, "accuracy", 0.75));
        RunChart chart = RunChart.of(run);
        assertThat(chart.epochs()).containsExactly(1, 2);
        assertThat(chart.seconds()).containsExactly(1.0, 2.0);
        assertThat(chart.metrics().keySet()).containsExactly("accuracy", "learning_rate", "loss", "val_loss");
        assertThat(chart.metrics().get("loss")).containsExactly(0.5, null);
        assertThat(chart.metrics().get("val_loss")).containsExactly(null, null);
        assertThat(chart.metrics().get("accuracy")).containsExactly(null, 0.75);
    }

    @Test
    void marksWhatWasDecidedWithTheReasonOfWhoDecidedIt() {
        started();
        epoch(1, 1, 0, Map.of("loss", 0.5));
        applied(
                1,
                2,
                0,
                List.of(new Command.SetLearningRate(0.05), new Command.SaveCheckpoint("best")),
                new Verdict.Reason("ReduceLROnPlateau", "loss 0.5 did not improve"),
                new Verdict.Reason("ModelCheckpoint", "loss is 0.5"));
        run.add(new TrainingEvent.CommandApplied(
                "r", 1, 3, Instant.EPOCH, "c-1", new Command.PauseTraining(), 1, 4, CommandOutcome.APPLIED, "ann"));
        run.add(new TrainingEvent.CommandApplied(
                "r",
                1,
                4,
                Instant.EPOCH,
                "c-2",
                new Command.SetLearningRate(1),
                1,
                4,
                new CommandOutcome.Rejected("no"),
                "ann"));
        epoch(1, 5, 1, Map.of("loss", 0.4));
        applied(
                1,
                6,
                1,
                List.of(new Command.StopTraining("enough"), new Command.RestoreWeights(0)),
                new Verdict.Reason("EarlyStopping", "wait 3 of 3"));
        run.add(new TrainingEvent.RunEnded(
                "r",
                1,
                7,
                Instant.EPOCH,
                RunStatus.STOPPED_EARLY,
                "enough",
                2,
                0,
                Metrics.NONE,
                Metrics.NONE,
                0.1,
                null));

        assertThat(RunChart.of(run).marks())
                .containsExactly(
                        new ChartMark(
                                1, Kind.RATE, "set learning_rate=0.05 - ReduceLROnPlateau: loss 0.5 did not improve"),
                        new ChartMark(1, Kind.SAVE, "save best - ModelCheckpoint: loss is 0.5"),
                        new ChartMark(1.5, Kind.PAUSE, "pause: applied in epoch 2 after batch 5, by ann"),
                        new ChartMark(2, Kind.STOP, "stop - EarlyStopping: wait 3 of 3"),
                        new ChartMark(1, Kind.RESTORE, "restore the weights of epoch 1 - EarlyStopping: wait 3 of 3"));
    }

    @Test
    void leavesOutWhatALaterAttemptMadeVoid() {
        started();
        epoch(1, 1, 0, Map.of("loss", 0.5));
        epoch(1, 2, 1, Map.of("loss", 9.0));
        applied(1, 3, 1, List.of(new Command.SetLearningRate(0.05)));
        run.add(new TrainingEvent.RunResumed("r", 2, 0, Instant.EPOCH, SPEC, 1, 5, 15, 1, 2, "key", 10, 1, "cpu"));
        epoch(2, 1, 1, Map.of("loss", 0.25));
        RunChart chart = RunChart.of(run);
        assertThat(chart.metrics().get("loss")).containsExactly(0.5, 0.25);
        assertThat(chart.marks()).isEmpty();
        assertThat(chart.attempts()).containsExactly(new RunChart.AttemptBand(1.5, 2, "attempt 2"));
    }

    @Test
    void drawsAPartOfALongRunWithItsLastEpoch() throws Exception {
        started();
        Map<String, Double> metrics = new TreeMap<>();
        for (int i = 0; i < 100; i++) {
            metrics.put("m" + i, 1.0);
        }
        for (int i = 0; i < 6001; i++) {
            epoch(1, i + 1, i, metrics);
        }
        RunChart chart = RunChart.of(run);
        assertThat(chart.epochs()).hasSizeLessThan(3100).endsWith(6001);
        assertThat(chart.metrics().get("m7")).hasSameSizeAs(chart.epochs());
        assertThat(Wire.JSON.writeValueAsString(chart)).contains("\"epochs\":[1,4,");
    }

    @Test
    void ofARunWithoutEpochsIsEmpty() {
        assertThat(RunChart.of(run).epochs()).isEmpty();
        started();
        assertThat(RunChart.of(run).metrics()).isEmpty();
    }
}
