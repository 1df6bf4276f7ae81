package io.epochal.trainer.run;

import static io.epochal.trainer.run.port.FakeSupervisor.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.Command;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.trainer.run.checkpoint.FinalModel;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.port.FakeEngine;
import io.epochal.trainer.run.port.Runs.Outcome;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.TestStates;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AttemptTest {
    private final TestLoop run = new TestLoop();
    private Engine.Factory engines = spec -> run.engine;
    private AttemptStart start = new AttemptStart(TestStates.REQUEST, 1, false, Optional.empty());

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void theEndIsReportedBehindEverythingElseAndTheEngineIsClosed() {
        run.supervisor.answersAll();

        assertThat(attempt()).contains(Outcome.ENDED);
        assertThat(run.supervisor.names()).endsWith("CheckpointSaved", "RunEnded");
        assertThat(ended().status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.engine.calls).endsWith("finalize", "evaluate TEST TRAINED", "close");
        assertThat(run.engine.openSnapshots()).isZero();
    }

    @Test
    void theWeightsAreRestoredBeforeTheFirstEvent() throws IOException {
        run.engine.weights = "100";
        start = new AttemptStart(
                TestStates.REQUEST, 1, false, Optional.of(run.saved(TestStates.at(0, 3), ResumePoint.EPOCH_ENDED)));
        run.engine.weights = "0";
        run.supervisor.answersOthers(sequence -> Optional.of(
                run.engine.weights.equals("100")
                        ? verdict(sequence, new Command.StopTraining("restored"))
                        : verdict(sequence)));
        attempt();

        assertThat(ended().reason()).isEqualTo("restored");
    }

    @Test
    void dataThatCannotBeReadFailTheRun() {
        engines = spec -> {
            throw new FileNotFoundException("there is no file rows.csv");
        };

        assertThat(attempt()).contains(Outcome.ENDED);
        assertThat(ended().status()).isEqualTo(RunStatus.FAILED);
        assertThat(ended().reason()).isEqualTo("there is no file rows.csv");
        assertThat(ended().epochsRun()).isZero();
    }

    @Test
    void aFailureIsReportedWhereTheRunWas() {
        run.supervisor.answersAll();
        run.engine.failAtEvaluation = 2;

        assertThat(attempt()).contains(Outcome.ENDED);
        assertThat(ended().status()).isEqualTo(RunStatus.FAILED);
        assertThat(ended().reason()).isEqualTo("no such label");
        assertThat(ended().epochsRun()).isEqualTo(2);
        assertThat(run.engine.calls).endsWith("close");
    }

    @Test
    void whatCouldNotBeSavedIsPartOfTheReason() {
        run.supervisor.answersAll();
        run.attempt.failures.note("best", new IOException("no room"));
        attempt();

        assertThat(ended().reason()).isEqualTo("all 4 epochs were trained; not saved: best: no room");
    }

    /** The next trainer resumes it. */
    @Test
    void anInterruptedAttemptEndsNothingAndItsThreadStaysInterrupted() {
        run.supervisor.interrupt();

        assertThat(attempt()).contains(Outcome.GIVEN_BACK);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(run.supervisor.events(RunEnded.class)).isEmpty();
        assertThat(run.engine.calls).containsExactly("close");
    }

    @Test
    void aSupersededAttemptEndsNothing() {
        run.supervisor.answersAll().afterBatches(1, run.attempt::claim);

        assertThat(attempt()).contains(Outcome.SUPERSEDED);
        assertThat(run.supervisor.events(RunEnded.class)).isEmpty();
        assertThat(run.attempt.supervisor.names()).doesNotContain("CheckpointSaved");
    }

    @Test
    void behindAVoidTrialThisTrainersNextAttemptFollows() {
        run.supervisor
                .answers(verdict(0))
                .afterBatches(
                        4,
                        () -> run.supervisor.answersOthers(
                                sequence -> Optional.of(verdict(sequence, new Command.SetLearningRate(0.5)))));

        assertThat(attempt()).isEmpty();
        assertThat(run.supervisor.events(RunEnded.class)).isEmpty();
    }

    @Test
    void whatAProcessCannotSurviveIsThrownAndEndsNothing() {
        run.supervisor.answersAll();
        run.engine.killAtEvaluation = 0;

        assertThatThrownBy(this::attempt).isInstanceOf(FakeEngine.Killed.class);
        assertThat(run.supervisor.events(RunEnded.class)).isEmpty();
    }

    private Optional<Outcome> attempt() {
        Attempt attempt = new Attempt(
                start,
                engines,
                run.attempt.store,
                new FinalModel(TestStates.SPEC, 1, run.attempt.store),
                run.attempt.failures,
                RunEnds.of(run.supervisor),
                (engine, reached, shuttingDown) -> new Attempt.Parts(run.loop(reached), run.attempt.savepoints));
        return attempt.run(() -> false);
    }

    private RunEnded ended() {
        assertThat(run.supervisor.events(RunEnded.class)).hasSize(1);
        return run.supervisor.events(RunEnded.class).get(0);
    }
}
