package io.epochal.trainer.run.barrier;

import static io.epochal.trainer.run.port.FakeSupervisor.request;
import static io.epochal.trainer.run.port.FakeSupervisor.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Command;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Situation;
import io.epochal.trainer.run.state.TestStates;
import io.epochal.trainer.run.state.Trial;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrialsTest {
    private static final RunState BEFORE = TestStates.at(0, 3);
    private static final RunState LATER = TestStates.at(1, 2);

    private final TestBarriers barriers = new TestBarriers();
    private final List<String> published = new ArrayList<>();
    private final Trial trial = new Trial(7, System.nanoTime(), BEFORE);

    @AfterEach
    void close() {
        barriers.close();
    }

    @Test
    void aConfirmedTrialKeepsWhatItHasTrainedAndPublishesIt() throws IOException {
        Trials trials = barriers.trials(VerdictTimeouts.DEFAULT);
        Situation now = begun(trials);
        barriers.supervisor.answers(verdict(7, new Command.SaveCheckpoint("best")));

        Situation after = trials.look(now);

        assertThat(after).isEqualTo(Situation.of(LATER.decidedAs(BEFORE.carrying(verdict(7)))));
        assertThat(published).containsExactly("batch");
        assertThat(barriers.supervisor.names()).startsWith("VerdictApplied");
        barriers.attempt.savepoints.drain();
        assertThat(barriers.attempt.text("best")).isEqualTo("0");
        assertThat(barriers.attempt.engine.openSnapshots()).isZero();
    }

    @Test
    void aVoidTrialPublishesAndAppliesNothing() throws IOException {
        Trials trials = barriers.trials(VerdictTimeouts.DEFAULT);
        Situation now = begun(trials);
        barriers.supervisor.answers(verdict(7, new Command.SetLearningRate(0.5)));

        assertThat(trials.look(now)).isEqualTo(new Situation.Void(LATER));
        barriers.attempt.savepoints.drain();
        assertThat(published).isEmpty();
        assertThat(barriers.supervisor.events).isEmpty();
        assertThat(barriers.attempt.engine.openSnapshots()).isZero();
    }

    @Test
    void aTrialContinuesWhileTheVerdictIsMissing() throws IOException {
        Trials trials = barriers.trials(VerdictTimeouts.DEFAULT);
        Situation now = begun(trials);

        assertThat(trials.look(now)).isEqualTo(now);
        assertThat(published).isEmpty();
    }

    @Test
    void whereNothingMoreCanBeTrainedItWaitsAndReportsThatOnce() throws IOException {
        Trials trials = barriers.trials(VerdictTimeouts.DEFAULT);
        Situation now = begun(trials);
        barriers.supervisor.whileWaiting(() -> {
            if (barriers.supervisor.names().contains("VerdictOverdue")) {
                barriers.supervisor.answers(verdict(7));
            }
        });

        assertThat(trials.settle(now)).isInstanceOf(Situation.Decided.class);
        assertThat(barriers.supervisor.names()).startsWith("VerdictOverdue", "VerdictApplied");
    }

    @Test
    void aCancellationEndsTheRunWhereTheTrialBegan() throws IOException {
        Trials trials = barriers.trials(VerdictTimeouts.DEFAULT);
        Situation now = begun(trials);
        barriers.supervisor.cancellations.add(request("c-1", new Command.CancelRun("Ctrl-C")));

        assertThat(trials.look(now))
                .isEqualTo(Situation.of(BEFORE.answering("c-1").terminated(TestStates.CANCELLED)));
        barriers.attempt.savepoints.drain();
        assertThat(barriers.supervisor.names()).startsWith("CommandApplied");
        assertThat(barriers.supervisor.events(TrainingEvent.CommandApplied.class))
                .extracting(TrainingEvent.CommandApplied::requestedBy)
                .containsExactly("test");
        assertThat(barriers.attempt.text("cancelled")).isEqualTo("0");
        assertThat(published).isEmpty();
    }

    @Test
    void theRunFailsWhenTheTimeForTheVerdictIsOver() throws IOException {
        Trials trials = barriers.trials(new VerdictTimeouts(Duration.ZERO, Optional.of(Duration.ZERO)));

        assertThat(trials.settle(begun(trials))).isInstanceOfSatisfying(Situation.Finished.class, failed -> {
            assertThat(failed.termination().status()).isEqualTo(RunStatus.FAILED);
            assertThat(failed.termination().reason()).startsWith("no verdict on event 7 came within 0 s");
            assertThat(failed.state().position()).isEqualTo(BEFORE.position());
        });
    }

    @Test
    void aTrainerThatIsLeavingDoesNotWait() throws IOException {
        Trials trials = barriers.trials(VerdictTimeouts.DEFAULT);
        Situation now = begun(trials);
        barriers.leaving = true;

        assertThat(trials.settle(now)).isEqualTo(now);
        trials.leave(trial);
        barriers.attempt.savepoints.drain();
        assertThat(barriers.attempt.engine.openSnapshots()).isZero();
        assertThat(published).isEmpty();
    }

    @Test
    void otherSituationsAreLeftAsTheyAre() throws IOException {
        Trials trials = barriers.trials(VerdictTimeouts.DEFAULT);
        for (Situation now : List.of(Situation.of(LATER), new Situation.Void(LATER))) {
            assertThat(trials.look(now)).isSameAs(now);
            assertThat(trials.settle(now)).isSameAs(now);
        }
    }

    /** With two batches trained since, of which one is to be published. */
    private Situation begun(Trials trials) {
        Situation begun = trials.begin(trial, barriers.savepoint(BEFORE));
        barriers.open.defer(trial, () -> published.add("batch"));
        return begun.with(LATER);
    }
}
