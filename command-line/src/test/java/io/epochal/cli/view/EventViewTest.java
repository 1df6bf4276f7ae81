package io.epochal.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.policy.CallbackProviders;
import io.epochal.cli.run.RunMessages;
import io.epochal.cli.spec.InputProgress;
import io.epochal.cli.spec.NoSourceStore;
import io.epochal.cli.spec.RunSpecFile;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventViewTest {
    private static final Metrics METRICS = Metrics.of(Map.of("loss", 0.1189, "accuracy", 0.9641));
    private RunSpec spec;

    @BeforeEach
    void readExample() throws Exception {
        spec = RunSpecFile.read(
                        Path.of("../runs/mnist-cnn.yaml"),
                        List.of(),
                        Optional.of(Path.of("../datasets")),
                        CallbackProviders.NONE,
                        NoSourceStore.ASKED,
                        InputProgress.NONE)
                .spec();
    }

    @Test
    void showsABarThatMoves() {
        TerminalView view = new TerminalView();
        view.show(started());
        view.show(applied(-1, 0));

        assertThat(view.show(batch(0, 41, 504)))
                .isEqualTo(
                        "Epoch 1/50\n\r\u001b[K 42/375 ━━────────────────── 4s 12ms/step - accuracy: 0.9641 - loss: 0.1189");
        assertThat(view.show(batch(0, 42, 520))).as("too soon to draw again").isEmpty();
    }

    @Test
    void endsAnEpochAsKerasDoes() {
        TerminalView view = new TerminalView();
        view.show(started());
        view.show(applied(-1, 0));

        assertThat(view.show(ended()))
                .endsWith(
                        "375/375 ━━━━━━━━━━━━━━━━━━━━ 5s 13ms/step - accuracy: 0.9641 - loss: 0.1189 - learning_rate: 0.0010\n");
    }

    @Test
    void showsABatchOnlyWithinItsEpoch() {
        TerminalView view = new TerminalView();
        view.show(started());
        view.show(applied(-1, 0));
        view.show(ended());

        assertThat(view.show(batch(0, 374, 4900))).as("a late batch").isEmpty();
        assertThat(view.show(batch(1, 3, 5100)))
                .as("a batch before the verdict is shown")
                .isEmpty();
        view.show(applied(0, 5000));
        assertThat(view.show(batch(1, 9, 5200))).startsWith("Epoch 2/50\n");
    }

    @Test
    void showsReasonsBetweenTheEpochs() {
        assertThat(new PlainView().show(applied(0, 0))).isEqualTo("  EarlyStopping: val_loss is 0.0473\n");
    }

    @Test
    void showsCommandsAndTheirAnswers() {
        TrainingEvent answer = new RunMessages("run").answered(1, 1, "a", new Command.PauseTraining(), "applied");

        assertThat(new PlainView().show(answer)).isEqualTo("pause: applied in epoch 3 after batch 17\n");
        assertThat(new TerminalView().show(answer)).contains("pause: applied in epoch 3 after batch 17");
    }

    /** As Keras where the number of steps is not known: none in the first epoch, that of the one before in the others. */
    @Test
    void aProgramThatDoesNotSayHowLongItTrainsLooksAsInKeras() {
        TerminalView view = new TerminalView();
        view.show(new RunMessages("run").attached(1, AttachedTrainer.Unit.EPOCH));
        view.show(applied(-1, 0));

        assertThat(view.show(batch(0, 41, 504)))
                .isEqualTo("Epoch 1\n\r\u001b[K     42/Unknown 1s 12ms/step - accuracy: 0.9641 - loss: 0.1189");
        assertThat(view.show(ended()))
                .endsWith(
                        "375/375 ━━━━━━━━━━━━━━━━━━━━ 5s 13ms/step - accuracy: 0.9641 - loss: 0.1189 - learning_rate: 0.0010\n");
        view.show(applied(0, 5000));
        assertThat(view.show(batch(1, 41, 5504))).startsWith("Epoch 2\n\r\u001b[K 42/375 ━━");
    }

    @Test
    void anEvaluationIsNoEpoch() {
        PlainView plain = new PlainView();
        plain.show(new RunMessages("run").attached(1, AttachedTrainer.Unit.EVALUATION));

        assertThat(plain.show(ended())).startsWith("Evaluation 1 - 375/375 - 5s - accuracy");
        assertThat(plain.show(new RunMessages("run").answered(1, 1, "a", new Command.PauseTraining(), "applied")))
                .isEqualTo("pause: applied in evaluation 3 after batch 17\n");
    }

    @Test
    void aProgramThatResumesCountsItsBatchesFromThere() {
        PlainView plain = new PlainView();
        plain.show(new RunMessages("run").attached(1, AttachedTrainer.Unit.EPOCH));

        // In evaluation 4 behind 17 of its batches, and 99 in all: 82 before it.
        assertThat(plain.show(new RunMessages("run").reattached(2, 3, 1, 1)))
                .isEqualTo("attempt 2 resumes in evaluation 4 after batch 17\n");
        assertThat(plain.show(ended())).startsWith("Evaluation 1 - 293/293 - 5s");
    }

    @Test
    void aVerdictWithinAnEpochDoesNotStopTheBar() {
        TerminalView view = new TerminalView();
        view.show(started());
        view.show(applied(-1, 0));
        view.show(batch(0, 41, 504));
        view.show(applied(0, 600));

        assertThat(view.show(batch(0, 42, 700))).contains(" 43/375 ");
    }

    @Test
    void aResumedRunShowsHowManyEpochsThereAre() {
        PlainView view = new PlainView();
        view.show(new RunResumed("run", 2, 0, at(0), spec, 0, 3, 3, 1, 1, "key", 375, 2, "cpu"));

        assertThat(view.show(ended())).startsWith("Epoch 1/50 - 375/375");
    }

    @Test
    void showsOnePlainLineAnEpochWithoutATerminal() {
        PlainView view = new PlainView();
        view.show(started());

        assertThat(view.show(batch(0, 41, 504))).isEmpty();
        assertThat(view.show(ended()))
                .isEqualTo("Epoch 1/50 - 375/375 - 5s - accuracy: 0.9641 - loss: 0.1189 - learning_rate: 0.0010\n");
    }

    @Test
    void aStoppedEpochShowsItsLastBatch() {
        TrainingEvent first = new EpochEnded(
                "run",
                1,
                2,
                at(5000),
                TrainingParams.of(spec),
                1,
                375 + 1,
                METRICS,
                (double) 0.001f,
                5,
                true,
                List.of());
        TerminalView terminal = new TerminalView();
        terminal.show(started());
        PlainView plain = new PlainView();
        plain.show(started());

        assertThat(terminal.show(first))
                .contains("  1/375 ────────────────────")
                .doesNotContain("375/375");
        assertThat(plain.show(first)).startsWith("Epoch 2/50 - 1/375 - ");
    }

    @Test
    void showsBatchesWithAnyNumbers() {
        for (int steps : new int[] {0, -1, 1, 375, Integer.MAX_VALUE}) {
            assertThat(attachedWith(steps)).contains("learning_rate");
            for (int batch : new int[] {-9, -1, 0, 374, 9999, Integer.MAX_VALUE}) {
                TerminalView view = new TerminalView();
                view.show(new RunStarted("run", 1, 0, at(0), spec, List.of(28, 28, 1), steps, 2, "cpu", List.of()));
                view.show(applied(-1, 0));
                assertThat(view.show(batch(0, batch, 504))).contains("Epoch 1/50");
                assertThat(view.show(ended())).contains("learning_rate");
            }
        }
    }

    private String attachedWith(int step) {
        TerminalView view = new TerminalView();
        view.show(new RunMessages("run").attached(1, AttachedTrainer.Unit.EPOCH));
        view.show(applied(-1, 0));
        view.show(batch(0, step, 504));
        EpochEnded ended = new EpochEnded(
                "run", 1, 2, at(5000), TrainingParams.of(spec), 0, step, METRICS, 0.1, 5, false, List.of());
        return view.show(ended);
    }

    private TrainingEvent started() {
        return new RunStarted("run", 1, 0, at(0), spec, List.of(28, 28, 1), 375, 2, "cpu", List.of());
    }

    private static BatchEnded batch(int epoch, int batch, long millis) {
        return new BatchEnded("run", 1, at(millis), epoch, batch, batch + 1, 0.1, METRICS, 0.001, 0);
    }

    private TrainingEvent ended() {
        return new EpochEnded(
                "run", 1, 2, at(5000), TrainingParams.of(spec), 0, 375, METRICS, (double) 0.001f, 5, false, List.of());
    }

    private static TrainingEvent applied(int epoch, long millis) {
        return new VerdictApplied(
                "run",
                1,
                1,
                at(millis),
                0,
                epoch,
                0,
                List.of(),
                List.of(new Verdict.Reason("EarlyStopping", "val_loss is 0.0473")),
                List.of(),
                0.001);
    }

    private static Instant at(long millis) {
        return Instant.ofEpochMilli(millis);
    }
}
