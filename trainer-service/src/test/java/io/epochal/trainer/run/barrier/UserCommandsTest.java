package io.epochal.trainer.run.barrier;

import static io.epochal.trainer.run.port.FakeSupervisor.request;
import static io.epochal.trainer.run.port.FakeSupervisor.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Situation;
import io.epochal.trainer.run.state.TestStates;
import io.epochal.trainer.run.state.Trial;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UserCommandsTest {
    private static final RunState BEFORE = TestStates.at(1, 2);
    private static final Command OTHERS = new Command.ReplaceCallbacks(List.of(Map.of("type", "Other")));

    private final TestBarriers barriers = new TestBarriers();
    private final UserCommands commands = barriers.commands();

    @AfterEach
    void close() {
        barriers.close();
    }

    @Test
    void appliesAllThatHaveComeInOrderAndOnce() throws IOException {
        barriers.supervisor.requests.add(request("a", new Command.SetLearningRate(0.5)));
        barriers.supervisor.requests.add(request("a", new Command.SetLearningRate(0.25)));
        barriers.supervisor.requests.add(request("b", new Command.PauseTraining()));

        Situation after = commands.answer(Situation.of(BEFORE));

        assertThat(after.state())
                .isEqualTo(BEFORE.withLearningRate(0.5f)
                        .paused(true)
                        .answering("a")
                        .answering("b"));
        assertThat(barriers.supervisor.events(CommandApplied.class))
                .extracting(CommandApplied::commandId)
                .containsExactly("a", "b");
    }

    @Test
    void everyAnswerSaysWhoHasAsked() throws IOException {
        barriers.supervisor.requests.add(by("ann", "a", OTHERS));
        barriers.supervisor.requests.add(by("bob", "b", new Command.RestoreWeights(7)));
        barriers.supervisor.requests.add(by("eve", "c", new Command.CancelRun("enough")));
        barriers.supervisor.answers(verdict(0));

        var unused = commands.answer(Situation.of(BEFORE));

        assertThat(barriers.supervisor.events(CommandApplied.class))
                .extracting(CommandApplied::requestedBy)
                .containsExactly("ann", "bob", "eve");
    }

    @Test
    void aCancellationInTheQueueSaysWhoHasAsked() {
        barriers.supervisor.cancellations.add(by("ann", "a", new Command.CancelRun("Ctrl-C")));

        var unused = commands.cancelledInQueue(TestStates.START);

        assertThat(barriers.supervisor.events(CommandApplied.class))
                .extracting(CommandApplied::requestedBy)
                .containsExactly("ann");
    }

    private static CommandRequest by(String user, String id, Command command) {
        return new CommandRequest("run", Instant.EPOCH, id, user, command);
    }

    @Test
    void whatFollowsAnEndWaits() throws IOException {
        barriers.supervisor.requests.add(request("a", new Command.CancelRun("Ctrl-C")));
        barriers.supervisor.requests.add(request("b", new Command.PauseTraining()));

        assertThat(commands.answer(Situation.of(BEFORE)))
                .isEqualTo(new Situation.Finished(BEFORE.answering("a").terminated(TestStates.CANCELLED)));
        assertThat(barriers.supervisor.requests).hasSize(1);
        barriers.attempt.savepoints.drain();
        assertThat(barriers.attempt.text("cancelled")).isEqualTo("0");
    }

    @Test
    void duringATrialTheyWait() throws IOException {
        barriers.supervisor.requests.add(request("a", new Command.PauseTraining()));
        Situation onTrial = new Situation.OnTrial(BEFORE, new Trial(7, 0, BEFORE));

        assertThat(commands.answer(onTrial)).isSameAs(onTrial);
        assertThat(barriers.supervisor.requests).hasSize(1);
    }

    @Test
    void whatOnlyACallbackCanAskForIsRejectedAndAnswered() throws IOException {
        barriers.supervisor.requests.add(request("a", new Command.RestoreWeights(0)));

        assertThat(commands.answer(Situation.of(BEFORE)).state()).isEqualTo(BEFORE.answering("a"));
        assertThat(outcomes()).containsExactly("rejected: only a callback can ask for this");
    }

    @Test
    void aRunThatHasAnsweredTooManyCanStillBeEnded() throws IOException {
        RunState full = new RunState(
                BEFORE.position(),
                BEFORE.learningRate(),
                BEFORE.metrics(),
                BEFORE.callbacks(),
                BEFORE.directives(),
                null,
                null,
                IntStream.range(0, UserCommands.MOST_ANSWERED)
                        .mapToObj(i -> "c-" + i)
                        .toList(),
                false);
        barriers.supervisor.requests.add(request("a", new Command.PauseTraining()));
        barriers.supervisor.requests.add(request("b", new Command.StopTraining("enough")));

        assertThat(commands.answer(Situation.of(full)).state())
                .isEqualTo(full.answering("b").terminated(TestStates.STOPPED));
        assertThat(outcomes().get(0)).startsWith("rejected: the run has answered 2000 requests");
    }

    @Test
    void otherCallbacksAreTheVerdictsAndTheCommandIsAnsweredBehindIt() throws IOException {
        barriers.supervisor.requests.add(request("a", OTHERS));
        barriers.supervisor.answers(verdict(0, new Command.SetLearningRate(0.5)));

        RunState after = commands.answer(Situation.of(BEFORE)).state();

        assertThat(after)
                .isEqualTo(BEFORE.replacing(verdict(0)).withLearningRate(0.5f).answering("a"));
        assertThat(barriers.supervisor.names()).startsWith("BatchReached", "VerdictApplied", "CommandApplied");
        assertThat(barriers.supervisor.events(BatchReached.class).get(0).replacement())
                .isNotNull();
    }

    @Test
    void rejectedCallbacksLeaveTheOldOnes() throws IOException {
        barriers.supervisor.requests.add(request("a", OTHERS));
        barriers.supervisor.answers(verdict(0).refusing("no such type"));

        assertThat(commands.answer(Situation.of(BEFORE)).state()).isEqualTo(BEFORE.answering("a"));
        assertThat(outcomes()).containsExactly("rejected: no such type");
    }

    @Test
    void aCancellationEndsTheWaitForOtherCallbacks() throws IOException {
        barriers.supervisor.requests.add(request("a", OTHERS));
        barriers.supervisor.cancellations.add(request("b", new Command.CancelRun("Ctrl-C")));

        assertThat(commands.answer(Situation.of(BEFORE)).state())
                .isEqualTo(BEFORE.answering("b").terminated(TestStates.CANCELLED));
        assertThat(barriers.supervisor.events(CommandApplied.class))
                .extracting(CommandApplied::commandId)
                .containsExactly("b");
    }

    @Test
    void aTrainerThatIsLeavingLeavesTheQuestionToTheNext() throws IOException {
        barriers.supervisor.requests.add(request("a", OTHERS));
        barriers.leaving = true;

        assertThat(commands.answer(Situation.of(BEFORE)).state()).isEqualTo(BEFORE);
        assertThat(barriers.supervisor.events(CommandApplied.class)).isEmpty();
    }

    @Test
    void aRunThatWasCancelledInTheQueueDoesNotBegin() {
        assertThat(commands.cancelledInQueue(TestStates.START)).isEqualTo(Situation.of(TestStates.START));

        barriers.supervisor.cancellations.add(request("a", new Command.CancelRun("Ctrl-C")));
        assertThat(commands.cancelledInQueue(TestStates.START))
                .isEqualTo(new Situation.Finished(TestStates.START.terminated(TestStates.CANCELLED)));
        assertThat(outcomes()).containsExactly("applied");
    }

    @Test
    void aCancellationThatWasAnsweredBeforeIsNoneAnyMore() {
        barriers.supervisor.cancellations.add(request("a", new Command.CancelRun("Ctrl-C")));

        assertThat(commands.cancelledInQueue(TestStates.START.answering("a"))).isInstanceOf(Situation.Decided.class);
    }

    private List<String> outcomes() {
        return barriers.supervisor.events(CommandApplied.class).stream()
                .map(applied -> applied.outcome().text())
                .toList();
    }
}
