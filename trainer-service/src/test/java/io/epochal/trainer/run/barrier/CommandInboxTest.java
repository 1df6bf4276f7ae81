package io.epochal.trainer.run.barrier;

import static io.epochal.trainer.run.port.FakeSupervisor.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.RunStatus;
import io.epochal.trainer.run.port.FakeSupervisor;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Termination;
import io.epochal.trainer.run.state.TestStates;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandInboxTest {
    private static final RunState NOW = TestStates.at(1, 2);
    private static final CommandRequest A = request("a", new Command.PauseTraining());
    private static final CommandRequest B = request("b", new Command.ResumeTraining());
    private static final CommandRequest CANCEL = request("c", new Command.CancelRun("Ctrl-C"));

    private final FakeSupervisor supervisor = new FakeSupervisor();
    private final CommandInbox inbox = new CommandInbox(supervisor);

    @Test
    void handsOutWhatIsDueWhereTheRunIs() {
        supervisor.requests.addAll(List.of(A, B));

        assertThat(inbox.next(NOW)).contains(A);
        assertThat(inbox.next(TestStates.START)).contains(B);
        assertThat(inbox.next(NOW)).isEmpty();
        assertThat(supervisor.polledAt).containsExactly("1/1", "-1/-1", "1/1");
    }

    @Test
    void whatTheRunHasAnsweredIsPassedOver() {
        supervisor.requests.addAll(List.of(A, A, B));
        supervisor.cancellations.addAll(List.of(CANCEL, CANCEL));

        assertThat(inbox.next(NOW.answering("a"))).contains(B);
        assertThat(inbox.nextCancellation(NOW.answering("c"))).isEmpty();
    }

    @Test
    void whatIsPutBackComesNextAndOnce() {
        supervisor.requests.add(A);
        inbox.putBack(CANCEL);
        inbox.putBack(B);

        assertThat(inbox.next(NOW)).contains(B);
        assertThat(inbox.next(NOW)).contains(CANCEL);
        assertThat(inbox.next(NOW)).contains(A);
        assertThat(inbox.next(NOW)).isEmpty();
    }

    @Test
    void whatIsPutBackAndAnsweredMeanwhileIsPassedOver() {
        supervisor.requests.add(B);
        inbox.putBack(A);

        assertThat(inbox.next(NOW.answering("a"))).contains(B);
    }

    @Test
    void aCancellationIsTakenBeforeOtherCommandsWhichStay() {
        supervisor.requests.add(A);
        supervisor.cancellations.add(CANCEL);

        assertThat(inbox.nextCancellation(NOW)).contains(CANCEL);
        assertThat(inbox.nextCancellation(NOW)).isEmpty();
        assertThat(inbox.next(NOW)).contains(A);
    }

    @Test
    void aCancelledRunHasTheReasonOfTheUser() {
        assertThat(CommandInbox.cancelled(CANCEL)).isEqualTo(new Termination(RunStatus.CANCELLED, "Ctrl-C"));
    }
}
