package io.epochal.trainer.run;

import static io.epochal.trainer.run.port.FakeSupervisor.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.trainer.run.port.FakeSupervisor;
import io.epochal.trainer.run.state.RunResult;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.TestStates;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunEndsTest {
    private static final RunState STATE = TestStates.at(1, 3).withRestored(new Command.RestoreWeights(0));

    private final FakeSupervisor supervisor = new FakeSupervisor();
    private final RunEnds ends = RunEnds.of(supervisor);

    @Test
    void aResultIsPublishedAsItIs() {
        Metrics test = Metrics.of(Map.of("loss", 0.25));
        ends.report(new RunResult(STATE, TestStates.STOPPED, test, "key"));

        assertThat(supervisor.events(RunEnded.class)).singleElement().satisfies(ended -> {
            assertThat(ended.status()).isEqualTo(RunStatus.STOPPED_EARLY);
            assertThat(ended.reason()).isEqualTo("enough");
            assertThat(ended.epochsRun()).isEqualTo(2);
            assertThat(ended.restoredEpoch()).isZero();
            assertThat(ended.test()).isEqualTo(test);
            assertThat(ended.checkpoint()).isEqualTo("key");
        });
    }

    @Test
    void behindAFailureNothingIsLeftToBeCancelled() {
        supervisor.cancellations.add(request("a", new Command.CancelRun("Ctrl-C")));
        supervisor.cancellations.add(request("b", new Command.CancelRun("Ctrl-C")));
        ends.report(RunResult.failed(STATE.answering("a"), "broken", null));

        assertThat(supervisor.events(CommandApplied.class)).singleElement().satisfies(answer -> {
            assertThat(answer.commandId()).isEqualTo("b");
            assertThat(answer.requestedBy()).isEqualTo("test");
            assertThat(answer.outcome().text()).isEqualTo("rejected: the run has failed");
        });
        assertThat(supervisor.names()).endsWith("RunEnded");
    }

    @Test
    void aRunThatIsNotTrainedAnyMoreHasFailedUnlessItWasCancelled() {
        ends.fail(TestStates.START, "five trainers have died");
        assertThat(supervisor.events(RunEnded.class).get(0).status()).isEqualTo(RunStatus.FAILED);

        supervisor.cancellations.add(request("a", new Command.CancelRun("Ctrl-C")));
        ends.fail(TestStates.START, "five trainers have died");
        assertThat(supervisor.names()).containsExactly("RunEnded", "CommandApplied", "RunEnded");
        assertThat(supervisor.events(RunEnded.class).get(1).status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(supervisor.events(RunEnded.class).get(1).reason()).isEqualTo("Ctrl-C; five trainers have died");
    }
}
