package io.epochal.trainer.run.barrier;

import static io.epochal.trainer.run.port.FakeSupervisor.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.Verdict;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.TestStates;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VerdictApplierTest {
    private static final RunState BEFORE = TestStates.at(0, 3);

    private final TestBarriers barriers = new TestBarriers();

    @AfterEach
    void close() {
        barriers.close();
    }

    @Test
    void appliesEachCommandToWhatTheOneBeforeHasLeft() throws IOException {
        Verdict verdict = verdict(3, new Command.RecordBatches(4), new Command.SetLearningRate(0.5));

        RunState after = barriers.verdictApplier.apply(verdict, BEFORE.carrying(verdict), barriers.savepoint(BEFORE));

        assertThat(after.learningRate()).isEqualTo(0.5f);
        assertThat(after.directives().recordEvery()).isEqualTo(4);
        assertThat(after.callbacks()).isEqualTo(verdict.callbacks());
        assertThat(barriers.supervisor.events(VerdictApplied.class))
                .singleElement()
                .satisfies(applied -> {
                    assertThat(applied.answers()).isEqualTo(3);
                    assertThat(applied.learningRate()).isEqualTo(0.5);
                    assertThat(applied.commands()).isEqualTo(verdict.commands());
                });
    }

    @Test
    void reportsNamesThatAreInvalid() throws IOException {
        Verdict verdict = verdict(0, new Command.SaveCheckpoint(".."));
        barriers.verdictApplier.apply(verdict, BEFORE, barriers.savepoint(BEFORE));

        assertThat(barriers.supervisor.events(VerdictApplied.class).get(0).reasons())
                .singleElement()
                .satisfies(reason -> assertThat(reason.text()).startsWith("is not saved: name "));
    }
}
