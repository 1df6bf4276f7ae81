package io.epochal.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.callback.summary.EventText;
import io.epochal.callback.summary.OverviewFold;
import io.epochal.callback.summary.RunDetails;
import io.epochal.callback.summary.RunOverview;
import io.epochal.cli.run.RunMessages;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandOutcome;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunsTableTest {
    private static final RunMessages OLD = new RunMessages("old");
    private static final Message[] ENDED = {
        OLD.requested(),
        OLD.started(1),
        OLD.epoch(1, 1, 0, 0.5),
        OLD.decided(1, 2, 0, "val_loss is 0.5000"),
        OLD.epoch(1, 3, 1, 0.25),
        OLD.epoch(1, 5, 2, 0.75),
        OLD.asked("c-1", new Command.SetLearningRate(0.5)),
        OLD.asked("c-2", new Command.PauseTraining()),
        OLD.answered(1, 6, "c-1", new Command.SetLearningRate(0.5), "rejected: no"),
        OLD.ended(1, 9, RunStatus.STOPPED_EARLY)
    };
    private static final RunOverview QUEUED = overview(new RunMessages("new").requestedBy("ada"));

    @Test
    void aRunIsALine() {
        assertThat(RunsTable.text(List.of(QUEUED, overview(ENDED)), RunMessages.at(1000))
                        .lines()
                        .map(one -> one.replaceAll(" +", " ")))
                .containsExactly(
                        "RUN STATUS EPOCHS BEST LAST STARTED TOOK BY",
                        "new queued 0/9 - - " + RunsTable.TIME.format(RunMessages.at(0)) + " - ada",
                        "old stopped_early 3/9 val_loss 0.2500 (epoch 2) 0.7500 "
                                + RunsTable.TIME.format(RunMessages.at(1)) + " 38s -");
    }

    @Test
    void aRunThatHasNotEndedTookUntilNow() {
        RunMessages run = new RunMessages("run");

        assertThat(RunsTable.took(details(run.requested(), run.started(1)), RunMessages.at(61)))
                .isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void jsonIsOneObjectARun() throws Exception {
        JsonNode json = Wire.JSON.readTree(RunsTable.json(overview(ENDED), RunMessages.at(1000)));

        assertThat(json.get("run").asText()).isEqualTo("old");
        assertThat(json.get("status").asText()).isEqualTo("stopped_early");
        assertThat(json.get("requested_by").isNull()).isTrue();
        assertThat(json.get("epochs_run").intValue()).isEqualTo(3);
        assertThat(json.get("best").doubleValue()).isEqualTo(0.25);
        assertThat(json.get("best_epoch").intValue()).isEqualTo(1);
        assertThat(json.get("last").doubleValue()).isEqualTo(0.75);
        assertThat(Wire.JSON
                        .readTree(RunsTable.json(QUEUED, RunMessages.at(1)))
                        .get("best")
                        .isNull())
                .isTrue();
        assertThat(Wire.JSON
                        .readTree(RunsTable.json(QUEUED, RunMessages.at(1)))
                        .get("requested_by")
                        .asText())
                .isEqualTo("ada");
    }

    @ParameterizedTest
    @CsvSource({"59, 59s", "60, 1m 0s", "3599, 59m 59s", "3600, 1h 0m", "90061, 25h 1m", "-1, 0s"})
    void printsDurations(long seconds, String words) {
        assertThat(EventText.duration(Duration.ofSeconds(seconds))).isEqualTo(words);
    }

    @Test
    void theReportShowsEverythingAboutARun() {
        assertThat(new RunReport(
                                details(ENDED),
                                new TreeMap<>(Map.of("best", "runs/old/checkpoints/b")),
                                RunMessages.at(1000))
                        .text()
                        .lines()
                        .map(one -> one.trim().replaceAll(" +", " ")))
                .contains(
                        "status stopped_early, 3 of 9 epochs done: a reason",
                        "model sequential, layers: flatten; adam, learning_rate 0.001",
                        "callback EarlyStopping(patience=3)",
                        "1 " + RunsTable.TIME.format(RunMessages.at(1)) + " from the beginning, on cpu with 2 threads",
                        "epoch loss val_loss learning_rate seconds",
                        "3 0.3750 0.7500 0.0010 2.5",
                        "epoch 1 EarlyStopping val_loss is 0.5000",
                        "set learning_rate=0.5 by ann rejected: no in epoch 3 after batch 17 id c-1",
                        "pause by ann not answered id c-2",
                        "best runs/old/checkpoints/b");
    }

    @Test
    void aRunOfAProgramThatIsNotOurTrainerIsALineToo() throws Exception {
        RunMessages run = new RunMessages("run");
        RunOverview overview = overview(
                run.attached(1, AttachedTrainer.Unit.EVALUATION), run.epoch(1, 1, 0, 0.5), run.epoch(1, 2, 1, 0.25));

        assertThat(RunsTable.text(List.of(overview), RunMessages.at(20)))
                .containsPattern("run +running +2 +val_loss 0.2500 \\(evaluation 2\\) ");
        assertThat(RunsTable.text(List.of(overview), RunMessages.at(200)))
                .containsPattern("run +lost since " + RunsTable.TIME.format(RunMessages.at(12)) + " +2 ");
        JsonNode json = Wire.JSON.readTree(RunsTable.json(overview, RunMessages.at(200)));
        assertThat(json.get("status").asText()).isEqualTo("lost");
        assertThat(json.get("lost_since").asText()).isEqualTo(RunMessages.at(12).toString());
        assertThat(json.get("trainer").asText()).isEqualTo("keras 3.15.1 on jax");
        assertThat(json.get("unit").asText()).isEqualTo("evaluation");
        assertThat(json.get("epochs").isNull()).isTrue();
    }

    @Test
    void theReportOfSuchARunSaysWhatTrainsItAndWhatThatCanDo() {
        RunMessages run = new RunMessages("run");
        RunDetails details = details(
                run.attached(1, AttachedTrainer.Unit.EVALUATION),
                run.epoch(1, 1, 0, 0.5),
                run.decided(1, 2, 0, "val_loss is 0.5000"),
                run.saved(1, 3, "best", "hf:user/model@1"),
                new TrainingEvent.CommandApplied(
                        "run",
                        1,
                        4,
                        RunMessages.at(14),
                        "c-1",
                        new Command.PauseTraining(),
                        2,
                        16,
                        CommandOutcome.APPLIED,
                        "ann"),
                run.reattached(2, 1, 1, 5));

        assertThat(new RunReport(details, details.ownCheckpoints(), RunMessages.at(500))
                        .text()
                        .lines()
                        .map(one -> one.trim().replaceAll(" +", " ")))
                .contains(
                        "status lost since " + RunsTable.TIME.format(RunMessages.at(52)) + ", 1 evaluation done",
                        "trainer keras 3.15.1 on jax, says something at least every 60s",
                        "params metrics lift (lift max), with validation, learning_rate 0.001",
                        "obeys StopTraining, SaveCheckpoint",
                        "callback EarlyStopping(patience=3)",
                        "1 " + RunsTable.TIME.format(RunMessages.at(1)) + " from the beginning, by keras 3.15.1 on jax",
                        "2 " + RunsTable.TIME.format(RunMessages.at(52))
                                + " resumed in evaluation 2 after batch 17, by keras 3.15.1 on jax, from"
                                + " file:/models/3.keras",
                        "EVALUATIONS",
                        "evaluation loss val_loss learning_rate seconds",
                        "evaluation 1 EarlyStopping val_loss is 0.5000",
                        "pause by ann applied in evaluation 3 after batch 17 id c-1",
                        "best hf:user/model@1");
    }

    @Test
    void theReportNamesTheRunWhoseWeightsItStartedWith() {
        RunRequested.WarmStart from = new RunRequested.WarmStart("old", "runs/old/checkpoints/b");
        RunDetails details = details(new RunRequested("run", RunMessages.at(0), RunMessages.SPEC, from, null));

        assertThat(new RunReport(details, new TreeMap<>(), RunMessages.at(9)).text())
                .contains("from      the weights of old: runs/old/checkpoints/b");
    }

    @Test
    void theReportShowsTheCallbacksThatTheUserHasSet() {
        RunMessages run = new RunMessages("run");
        Command others = new Command.ReplaceCallbacks(List.of(Map.of("type", "TerminateOnNaN")));
        RunDetails details = details(
                run.requested(),
                run.started(1),
                run.answered(1, 1, "a", others, "applied"),
                run.answered(1, 2, "b", new Command.ReplaceCallbacks(List.of()), "rejected: no"));

        assertThat(new RunReport(details, new TreeMap<>(), RunMessages.at(9)).text())
                .contains("callback  TerminateOnNaN()");
    }

    private static RunOverview overview(Message... messages) {
        OverviewFold fold = new OverviewFold(messages[0].run());
        List.of(messages).forEach(fold::add);
        return fold.overview();
    }

    private static RunDetails details(Message... messages) {
        RunDetails details = new RunDetails(messages[0].run());
        List.of(messages).forEach(details::add);
        return details;
    }
}
