package io.epochal.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.Content;
import io.epochal.checkpoint.FolderObjectStore;
import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.checkpoint.StoreRefusal;
import io.epochal.protocol.Command;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.trainer.run.barrier.VerdictTimeouts;
import io.epochal.trainer.run.checkpoint.LastResort;
import io.epochal.trainer.run.claim.UnfinishedRuns;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.port.FakeEngine;
import io.epochal.trainer.run.port.Runs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A save that cannot be is one save less, and said; the run, its other saves and its final model are what they would be. */
class SavesTest {
    @TempDir
    private Path folder;

    private final RejectingStore store = new RejectingStore();
    private final ScriptedSupervisor supervisor = new ScriptedSupervisor();
    private final FakeEngine engine = new FakeEngine();

    @ParameterizedTest
    @ValueSource(strings = {"..", "../x", "", "/", "a\u0000b", "final", "start", "./cancelled", "completed", "LONG"})
    void aNameThatIsNoneFailsThatSaveAlone(String written) throws IOException {
        String name = written.equals("LONG") ? "n".repeat(1100) : written;
        supervisor
                .atEpoch(0, new Command.SaveCheckpoint(name))
                .atEpoch(1, new Command.SaveCheckpoint(name, ModelWeights.TRAINED, true))
                .atEpoch(2, new Command.SaveEvery(0, name), new Command.SaveCheckpoint("best"))
                .requestAtStep(2, new Command.SaveCheckpoint(name));

        RunEnded ended = train();

        assertThat(ended.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(ended.reason()).contains("all 4 epochs were trained; not saved: ");
        assertThat(ended.reason().length()).isLessThan(4000);
        assertThat(supervisor.events(CommandApplied.class))
                .singleElement()
                .satisfies(applied -> assertThat(applied.outcome().text()).startsWith("rejected: name "));
        assertThat(supervisor.events(VerdictApplied.class).get(1).reasons())
                .singleElement()
                .satisfies(reason -> assertThat(reason.text()).startsWith("is not saved: name "));
        assertThat(text("best")).isEqualTo("9");
        assertThat(text("final")).isEqualTo("12");
        assertThat(new Checkpoints(store, "run").names()).containsExactly("best", "final");
        assertThat(engine.openSnapshots()).isZero();
    }

    @Test
    void aNameIsReportedStoredAndListedInOneForm() throws IOException {
        supervisor.atEpoch(0, new Command.SaveCheckpoint("/tmp/ckpt//./checkpoint.model.keras"));

        train();

        assertThat(supervisor.events(CheckpointSaved.class).get(0).names())
                .containsExactly("tmp/ckpt/checkpoint.model.keras");
        assertThat(text("/tmp/ckpt/checkpoint.model.keras")).isEqualTo("3");
    }

    @Test
    void aNameThatTheStoreRejectsHoldsBackNothingBehindIt() throws IOException {
        store.refused = key -> key.contains("/names/bad");
        supervisor
                .atEpoch(0, new Command.SaveCheckpoint("bad"), new Command.SaveCheckpoint("good"))
                .atEpoch(1, new Command.SaveCheckpoint("bad/model", ModelWeights.TRAINED, true))
                .atEpoch(2, new Command.SaveCheckpoint("best"));

        RunEnded ended = train();

        assertThat(ended.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(ended.reason()).contains("not saved: bad: refused").contains("bad/model: refused");
        assertThat(supervisor.events(CheckpointSaved.class).get(0).names()).containsExactly("good");
        assertThat(text("good")).isEqualTo("3");
        assertThat(text("best")).isEqualTo("9");
        assertThat(text("final")).isEqualTo("12");
    }

    @Test
    void aStateThatTheStoreRejectsIsOneStateLess() throws IOException {
        store.refused = key -> key.contains("/checkpoints/00001-");

        RunEnded ended = train();

        assertThat(ended.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(text("final")).isEqualTo("12");
        assertThat(engine.openSnapshots()).isZero();
    }

    @Test
    void whereTheStoreRejectsEveryStateTheLastIsKeptOnThisMachine() throws IOException {
        store.refused = key -> key.contains("/checkpoints/");
        supervisor.atEpoch(3, new Command.SaveCheckpoint("best"));

        RunEnded ended = train();

        assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
        assertThat(ended.reason()).contains("the object store refuses the last checkpoint; kept in " + folder);
        Checkpoints kept = new Checkpoints(new FolderObjectStore(folder), "run");
        assertThat(text(kept, "best")).isEqualTo("12");
    }

    @Test
    void aModelThatCannotBeTestedIsKept() throws IOException {
        engine.failAtEvaluation = 4;

        RunEnded ended = train();

        assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
        assertThat(ended.reason()).contains("stored as final, but could not be tested on the test set: no such label");
        assertThat(ended.checkpoint()).isNotNull();
        assertThat(text("final")).isEqualTo("12");
        assertThat(ended.epochsRun()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void whateverIsThrownInARunEndsItOnce(int which) throws IOException {
        List<Throwable> thrown = List.of(
                new StackOverflowError(),
                new NoClassDefFoundError("a/b/C"),
                new AssertionError("no"),
                new ArithmeticException("/ by zero"),
                new ArrayIndexOutOfBoundsException(-1));
        supervisor.requestAtStep(0, new Command.CancelRun("late"));
        RunTrainer trainer = trainer(spec -> sneak(thrown.get(which)));

        assertThat(trainer.train(RunTrainerTest.delivery(RunTrainerTest.request()), () -> false))
                .isEqualTo(Runs.Outcome.ENDED);
        RunEnded ended = supervisor.events(RunEnded.class).get(0);
        assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
        assertThat(ended.reason()).contains(thrown.get(which).getClass().getName());
        assertThat(supervisor.events(CommandApplied.class))
                .extracting(applied -> applied.outcome().text())
                .containsExactly("rejected: the run has failed");
    }

    @Test
    void aRunThatIsFailedWithoutTrainingAnswersWhoWantsItCancelled() throws IOException {
        supervisor.requestAtStep(0, new Command.CancelRun("enough"));

        assertThat(trainer(spec -> engine).fail(RunTrainerTest.request(), "it could not begin"))
                .isEqualTo(Runs.Outcome.GIVEN_UP);
        assertThat(supervisor.events(CommandApplied.class))
                .extracting(applied -> applied.outcome().text())
                .containsExactly("applied");
        RunEnded ended = supervisor.events(RunEnded.class).get(0);
        assertThat(ended.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(ended.reason()).isEqualTo("enough; it could not begin");
        assertThat(new Checkpoints(store, "run").over()).isTrue();
    }

    /** As a JVM that dies while it looks for the newest checkpoint: no claim is ever made. */
    @Test
    void aRunThatKillsItsTrainersBeforeTheyClaimItFails() throws IOException {
        store.deadly = key -> key.contains("/attempts/") && key.endsWith("/1.json");
        for (int death = 0; death < 5; death++) {
            try {
                trainer(spec -> engine).train(RunTrainerTest.delivery(RunTrainerTest.request()), () -> false);
            } catch (FakeEngine.Killed e) {
                assertThat(supervisor.events).isEmpty();
            }
        }
        store.deadly = key -> false;

        assertThat(trainer(spec -> engine).train(RunTrainerTest.delivery(RunTrainerTest.request()), () -> false))
                .isEqualTo(Runs.Outcome.GIVEN_UP);
        assertThat(supervisor.events(RunEnded.class)).singleElement().satisfies(ended -> assertThat(ended.reason())
                .contains("has died or failed before it could begin"));
        assertThat(new UnfinishedRuns(store).all()).isEmpty();
    }

    @Test
    void aRunIsKnownAsUnfinishedAsLongAsItIs() throws IOException {
        UnfinishedRuns unfinished = new UnfinishedRuns(store);
        trainer(spec -> engine).train(RunTrainerTest.delivery(RunTrainerTest.request()), () -> {
            try {
                assertThat(unfinished.all()).singleElement().satisfies(mark -> assertThat(mark.request())
                        .isEqualTo(RunTrainerTest.request()));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return false;
        });

        assertThat(store.list("unfinished/")).isEmpty();
        assertThat(store.list("returned/")).isEmpty();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> Engine sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private RunTrainer trainer(Engine.Factory engines) {
        LastResort lastResort = new LastResort(Duration.ofMinutes(1), folder);
        return TestTrainer.of(
                engines, (run, attempt) -> supervisor.of(attempt), store, VerdictTimeouts.DEFAULT, lastResort);
    }

    private RunEnded train() throws IOException {
        assertThat(trainer(spec -> engine).train(RunTrainerTest.delivery(RunTrainerTest.request()), () -> false))
                .isEqualTo(Runs.Outcome.ENDED);
        return supervisor.events(RunEnded.class).get(0);
    }

    private String text(String name) throws IOException {
        return text(new Checkpoints(store, "run"), name);
    }

    private static String text(Checkpoints checkpoints, String name) throws IOException {
        Checkpoints.Named named = checkpoints.named(name).orElseThrow();
        return new String(checkpoints.open(named.checkpoint(), named.weights()).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static final class RejectingStore implements ObjectStore {
        private final InMemoryObjectStore store = new InMemoryObjectStore();
        private volatile Predicate<String> refused = key -> false;
        private volatile Predicate<String> deadly = key -> false;

        private void require(String key) throws StoreRefusal {
            if (deadly.test(key)) {
                throw new FakeEngine.Killed();
            }
            if (refused.test(key)) {
                throw new StoreRefusal("refused: " + key, new IllegalArgumentException("key"));
            }
        }

        @Override
        public void put(String key, Content content) throws IOException {
            require(key);
            store.put(key, content);
        }

        @Override
        public boolean putIfAbsent(String key, Content content) throws IOException {
            require(key);
            return store.putIfAbsent(key, content);
        }

        @Override
        public Optional<InputStream> get(String key) {
            return store.get(key);
        }

        @Override
        public List<String> list(String prefix) {
            return store.list(prefix);
        }

        @Override
        public void delete(Collection<String> keys) {
            store.delete(keys);
        }
    }
}
