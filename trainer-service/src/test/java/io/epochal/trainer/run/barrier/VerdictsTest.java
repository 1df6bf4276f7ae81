package io.epochal.trainer.run.barrier;

import static io.epochal.trainer.run.port.FakeSupervisor.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Command;
import io.epochal.trainer.run.checkpoint.Savepoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Situation;
import io.epochal.trainer.run.state.TestStates;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VerdictsTest {
    private static final RunState BEFORE = TestStates.at(0, 3);

    private final TestBarriers barriers = new TestBarriers();
    private final Savepoint savepoint = barriers.savepoint(BEFORE);

    @AfterEach
    void close() {
        barriers.close();
    }

    @Test
    void aVerdictInTimeDecides() throws IOException {
        barriers.supervisor.answers(verdict(7, new Command.SetLearningRate(0.5)));

        Situation after = barriers.verdicts(false).await(7, BEFORE, savepoint);

        assertThat(after).isInstanceOfSatisfying(Situation.Decided.class, decided -> assertThat(
                        decided.state().learningRate())
                .isEqualTo(0.5f));
        assertThat(barriers.attempt.engine.openSnapshots()).isZero();
    }

    @Test
    void aStopFinishesTheRun() throws IOException {
        barriers.supervisor.answers(verdict(7, new Command.StopTraining("enough")));

        assertThat(barriers.verdicts(false).await(7, BEFORE, savepoint))
                .isInstanceOfSatisfying(Situation.Finished.class, finished -> assertThat(finished.termination())
                        .isEqualTo(TestStates.STOPPED));
    }

    @Test
    void aLateVerdictPutsTheRunOnTrialWithItsTensorsHeld() throws IOException {
        Situation after = barriers.verdicts(false).await(7, BEFORE, savepoint);

        assertThat(after).isInstanceOfSatisfying(Situation.OnTrial.class, trial -> {
            assertThat(trial.trial().sequence()).isEqualTo(7);
            assertThat(trial.trial().before()).isEqualTo(BEFORE);
            assertThat(trial.state()).isEqualTo(BEFORE);
        });
        assertThat(barriers.attempt.engine.openSnapshots()).isEqualTo(1);
        assertThat(barriers.supervisor.events).isEmpty();
    }

    @Test
    void behindAVoidTrialTheFirstVerdictIsWaitedForAndTheNextIsNot() throws IOException {
        Verdicts verdicts = barriers.verdicts(true);
        barriers.supervisor.whileWaiting(() -> {
            if (barriers.supervisor.names().contains("VerdictOverdue")) {
                barriers.supervisor.answers(verdict(7));
            }
        });

        assertThat(verdicts.await(7, BEFORE, savepoint)).isInstanceOf(Situation.Decided.class);
        barriers.attempt.savepoints.drain();
        assertThat(barriers.supervisor.names()).containsExactly("VerdictOverdue", "VerdictApplied", "CheckpointSaved");
        barriers.supervisor.whileWaiting(() -> {});
        assertThat(verdicts.await(8, BEFORE, savepoint)).isInstanceOf(Situation.OnTrial.class);
    }
}
