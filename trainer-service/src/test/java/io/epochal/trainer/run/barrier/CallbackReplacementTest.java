package io.epochal.trainer.run.barrier;

import static io.epochal.trainer.run.port.FakeSupervisor.request;
import static io.epochal.trainer.run.port.FakeSupervisor.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.Replacement;
import io.epochal.trainer.run.checkpoint.ResumedCheckpoint;
import io.epochal.trainer.run.checkpoint.SavedState;
import io.epochal.trainer.run.checkpoint.Savepoint;
import io.epochal.trainer.run.state.Directives;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.TestStates;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallbackReplacementTest {
    private static final Command.ReplaceCallbacks OTHERS =
            new Command.ReplaceCallbacks(List.of(Map.of("type", "Other")));
    private static final CommandRequest REQUEST = request("a", OTHERS);
    private static final RunState BEFORE = TestStates.at(1, 2).with(Directives.NONE.recording(5));

    private final TestBarriers barriers = new TestBarriers();
    private final CallbackReplacement replacement = barriers.replacement();

    @AfterEach
    void close() {
        barriers.close();
    }

    @Test
    void asksWithTheCallbacksThatTheUserWantsInTheUsersName() throws IOException {
        barriers.supervisor.answers(verdict(0));
        replace();

        assertThat(barriers.supervisor.events(BatchReached.class))
                .singleElement()
                .satisfies(reached -> {
                    assertThat(reached.replacement()).isEqualTo(new Replacement("a", OTHERS.callbacks()));
                    assertThat(reached.callbacks()).isEqualTo(BEFORE.callbacks());
                });
    }

    @Test
    void theDirectivesOfTheEarlierCallbacksEndWithThem() throws IOException {
        barriers.supervisor.answers(verdict(0));

        RunState after = replace();

        assertThat(after.callbacks()).isEqualTo(verdict(0).callbacks());
        assertThat(after.directives()).isEqualTo(Directives.NONE);
    }

    @Test
    void whereTheCallbacksAreRefusedTheEarlierOnesKeepTheirDirectives() throws IOException {
        barriers.supervisor.answers(verdict(0).refusing("no such type"));

        assertThat(replace()).isEqualTo(BEFORE.answering("a"));
        assertThat(barriers.supervisor.events(CommandApplied.class))
                .extracting(answer -> answer.outcome().text())
                .containsExactly("rejected: no such type");
    }

    /** The command is not answered in it, so the next attempt has the same question. */
    @Test
    void whatTheVerdictSavesIsTheStateBeforeTheQuestion() throws IOException {
        barriers.supervisor.answers(verdict(0, new Command.SaveCheckpoint("first")));
        replace();
        barriers.attempt.savepoints.drain();
        SavedState saved = ResumedCheckpoint.read(
                        barriers.attempt.checkpoints,
                        barriers.attempt.checkpoints.newest().checkpoint().orElseThrow(),
                        TestStates.REQUEST)
                .saved();

        assertThat(saved.state()).isEqualTo(BEFORE);
        assertThat(saved.point()).isEqualTo(ResumePoint.BETWEEN_BATCHES);
        assertThat(saved.sequence()).isZero();
        assertThat(barriers.attempt.engine.openSnapshots()).isZero();
    }

    @Test
    void summariesOfWeightsArePublishedBeforeTheQuestion() throws IOException {
        barriers.attempt.engine.slowSummaries = true;
        Savepoint epoch = barriers.savepoint(TestStates.at(0, 3));
        epoch.summarize(new Command.SummarizeWeights());
        epoch.finish(Set.of());
        barriers.supervisor.answersAll();
        replace();

        assertThat(barriers.supervisor.names()).startsWith("WeightsSummarized", "BatchReached");
    }

    @Test
    void waitsUntilTheVerdictIsThere() throws IOException {
        barriers.supervisor.whileWaiting(() -> barriers.supervisor.answers(verdict(0)));

        assertThat(replace().answered()).containsExactly("a");
    }

    @Test
    void aTrainerThatIsLeavingAnswersNothing() throws IOException {
        barriers.supervisor.whileWaiting(() -> barriers.leaving = true);

        assertThat(replace()).isSameAs(BEFORE);
        assertThat(barriers.supervisor.names()).containsExactly("BatchReached");
        assertThat(barriers.attempt.engine.openSnapshots()).isZero();
    }

    @Test
    void aCancellationEndsTheWaitAndIsTheNextCommand() throws IOException {
        CommandRequest cancellation = request("b", new Command.CancelRun("Ctrl-C"));
        barriers.supervisor.cancellations.add(cancellation);
        barriers.supervisor.requests.add(request("c", new Command.PauseTraining()));

        assertThat(replace()).isSameAs(BEFORE);
        assertThat(barriers.inbox.next(BEFORE)).contains(cancellation);
        assertThat(barriers.supervisor.names()).containsExactly("BatchReached");
    }

    private RunState replace() throws IOException {
        return replacement.replace(OTHERS, REQUEST, BEFORE);
    }
}
