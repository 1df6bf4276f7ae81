package io.epochal.trainer.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.protocol.Command;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.TestStates;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AttemptStoreTest {
    private static final RunState STATE = TestStates.at(1, 3);
    private static final Command.SaveCheckpoint BEST = new Command.SaveCheckpoint("best");
    private static final String KEY = "runs/run/checkpoints/00001-000000006-e-1";

    private final InMemoryObjectStore objects = new InMemoryObjectStore();
    private final TestAttempt attempt = new TestAttempt(objects);
    private final AttemptStore store = attempt.store;

    AttemptStoreTest() {
        attempt.engine.weights = "6";
    }

    @AfterEach
    void close() {
        attempt.close();
    }

    @Test
    void aStateIsStoredOnceTheEventsBeforeItAreInTheLog() throws IOException {
        List<String> before = new ArrayList<>();
        attempt.supervisor.untilPublished(
                () -> before.add("stored: " + checkpoints().size()));

        assertThat(save(STATE).key()).isEqualTo(KEY);
        assertThat(before).containsExactly("stored: 0");
        assertThat(checkpoints()).isNotEmpty();
    }

    /** A newer attempt can claim the run while this one waits for the log. */
    @Test
    void theRunMustStillBeThisAttemptsBehindThatWait() {
        attempt.supervisor.untilPublished(attempt::claim);

        assertThatThrownBy(() -> save(STATE)).isInstanceOf(SupersededException.class);
        assertThat(checkpoints()).isEmpty();
    }

    @Test
    void anInterruptedWaitStoresNothingAndTheThreadStaysInterrupted() {
        attempt.supervisor.interrupt();

        assertThatThrownBy(() -> save(STATE)).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(checkpoints()).isEmpty();
    }

    @Test
    void aModelHasItsNameAndIsNoCheckpointToResumeFrom() throws IOException {
        Command.SaveCheckpoint asked = new Command.SaveCheckpoint("best", ModelWeights.AVERAGED, true);
        store.saveModel(saved(STATE), attempt.engine.snapshot(), asked);

        assertThat(attempt.text("best")).isEqualTo("-6");
        assertThat(attempt.checkpoints.newest().checkpoint()).isEmpty();
    }

    @Test
    void aNameMeansTheWeightsThatWereAskedFor() throws IOException {
        attempt.engine.averages = true;
        Checkpoint checkpoint = save(STATE);
        store.name(saved(STATE), BEST, checkpoint);
        store.name(saved(STATE), new Command.SaveCheckpoint("mean", ModelWeights.AVERAGED, false), checkpoint);

        assertThat(attempt.text("best")).isEqualTo("6");
        assertThat(attempt.text("mean")).isEqualTo("-6");
    }

    @Test
    void aSupersededAttemptWritesNothing() throws IOException {
        Checkpoint checkpoint = save(STATE);
        attempt.claim();
        List<String> before = objects.list("");
        List<ThrowingCallable> writes = List.of(
                () -> save(STATE),
                () -> store.saveModel(saved(STATE), attempt.engine.snapshot(), BEST),
                () -> store.name(saved(STATE), BEST, checkpoint),
                () -> store.retire(Set.of()));

        assertThat(writes).allSatisfy(write -> assertThatThrownBy(write).isInstanceOf(SupersededException.class));
        assertThat(objects.list("")).isEqualTo(before);
    }

    @Test
    void theReportNamesWhatIsStored() throws IOException {
        Checkpoint checkpoint = save(STATE);
        store.reportSaved(saved(STATE), checkpoint, List.of("best"));

        assertThat(attempt.supervisor.events)
                .containsExactly(new CheckpointSaved(
                        "run", 1, 0, Instant.EPOCH, 1, 6, KEY, List.of("best"), checkpoint.bytes()));
    }

    @Test
    void weightsComeFromTheCheckpointOfTheirEpoch() throws IOException {
        attempt.engine.averages = true;
        save(TestStates.at(0, 3));
        attempt.engine.weights = "9";
        save(STATE);

        assertThat(weights(new Command.RestoreWeights(0))).isEqualTo("6");
        assertThat(weights(new Command.RestoreWeights(1, ModelWeights.AVERAGED)))
                .isEqualTo("-9");
        assertThatThrownBy(() -> weights(new Command.RestoreWeights(7)))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no checkpoint of epoch 7");
    }

    /** The other store is on this machine, where no newer attempt writes. */
    @Test
    void anotherStoreGetsStateAndNamesAndAWrongNameKeepsNoOtherBack() throws IOException {
        InMemoryObjectStore other = new InMemoryObjectStore();
        TensorCopy copy = new TensorCopy(attempt.engine);
        attempt.claim();
        List<Command.SaveCheckpoint> names = List.of(new Command.SaveCheckpoint("../wrong"), BEST);

        assertThat(store.saveElsewhere(other, saved(STATE), copy, names, attempt.failures))
                .isEqualTo(KEY);
        assertThat(new Checkpoints(other, "run").names()).containsExactly("best");
        assertThat(attempt.failures.summary()).startsWith("; not saved: ../wrong: ");
        assertThat(checkpoints()).isEmpty();
        copy.close();
    }

    private Checkpoint save(RunState state) throws IOException {
        return store.save(saved(state), attempt.engine.snapshot(), attempt.engine.averages);
    }

    private SavedState saved(RunState state) {
        return new SavedState(TestStates.SPEC, 1, 7, ResumePoint.EPOCH_ENDED, 1.5, state, attempt.engine.facts());
    }

    private String weights(Command.RestoreWeights asked) throws IOException {
        return new String(store.weightsOf(asked).readAllBytes(), StandardCharsets.UTF_8);
    }

    private List<String> checkpoints() {
        return objects.list("runs/run/checkpoints/");
    }
}
