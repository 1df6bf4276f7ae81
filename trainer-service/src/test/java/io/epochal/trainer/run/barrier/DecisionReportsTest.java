package io.epochal.trainer.run.barrier;

import static io.epochal.trainer.run.port.FakeSupervisor.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandOutcome;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.TrainingEvent.VerdictOverdue;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Verdict.Reason;
import io.epochal.trainer.run.port.FakeSupervisor;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.TestStates;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionReportsTest {
    private static final RunState STATE = TestStates.at(1, 2);

    private final FakeSupervisor supervisor = new FakeSupervisor();
    private final DecisionReports reports = new DecisionReports(supervisor);

    @Test
    void anAppliedVerdictIsReportedWithItsReasonsThenWhatWasNotSaved() {
        Reason found = new Reason("EarlyStopping", "wait 1 of 3");
        Reason unsaved = new Reason("SaveCheckpoint", "is not saved");
        Verdict.Recording recording = new Verdict.Recording(0, STATE.metrics());
        List<Command> commands = List.of(new Command.SetLearningRate(0.5));
        Verdict verdict = new Verdict(
                "run",
                1,
                7,
                Instant.EPOCH,
                commands,
                List.of(),
                List.of(found),
                List.of(recording),
                List.of(),
                Ask.AT_EPOCH_END);
        reports.verdictApplied(verdict, STATE.withLearningRate(0.5f), List.of(unsaved));

        assertThat(supervisor.events)
                .containsExactly(new VerdictApplied(
                        "run",
                        1,
                        0,
                        Instant.EPOCH,
                        7,
                        1,
                        5,
                        commands,
                        List.of(found, unsaved),
                        List.of(recording),
                        0.5));
    }

    @Test
    void anOverdueVerdictIsReportedWhereTheTrainingWaits() {
        reports.verdictOverdue(7, STATE);

        assertThat(supervisor.events).containsExactly(new VerdictOverdue("run", 1, 0, Instant.EPOCH, 7, 1, 1, 5));
    }

    @Test
    void aUsersCommandIsAnsweredBehindTheBatchThatWasTrainedLast() {
        Command pause = new Command.PauseTraining();
        CommandRequest request = request("c-1", pause);

        assertThat(reports.commandApplied(request, STATE)).isZero();
        assertThat(reports.commandRejected(request, TestStates.START, "no")).isEqualTo(1);
        assertThat(supervisor.events)
                .containsExactly(
                        new CommandApplied(
                                "run", 1, 0, Instant.EPOCH, "c-1", pause, 1, 1, CommandOutcome.APPLIED, "test"),
                        new CommandApplied(
                                "run",
                                1,
                                1,
                                Instant.EPOCH,
                                "c-1",
                                pause,
                                -1,
                                -1,
                                new CommandOutcome.Rejected("no"),
                                "test"));
    }
}
