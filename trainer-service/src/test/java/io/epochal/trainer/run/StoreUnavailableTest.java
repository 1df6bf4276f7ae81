package io.epochal.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.FolderObjectStore;
import io.epochal.protocol.Command;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.trainer.run.barrier.VerdictTimeouts;
import io.epochal.trainer.run.checkpoint.LastResort;
import io.epochal.trainer.run.checkpoint.UnreliableStore;
import io.epochal.trainer.run.port.FakeEngine;
import io.epochal.trainer.run.port.Runs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The object store is unavailable or slow while a run trains. */
class StoreUnavailableTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private final UnreliableStore store = new UnreliableStore();
    private final ScriptedSupervisor supervisor = new ScriptedSupervisor();
    private final FakeEngine engine = new FakeEngine();

    @Test
    void theTrainingContinuesAndEverythingThatIsNeededIsStoredWhenTheStoreIsBack() throws IOException {
        supervisor.atEpoch(1, new Command.SaveCheckpoint("best"));
        RunEnded ended = train(LONG, moods(4, store::leave, 12, store::comeBack));

        assertThat(ended.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(text("best")).isEqualTo("6");
        assertThat(text("final")).isEqualTo("12");
        assertThat(engine.openSnapshots()).isZero();
    }

    @Test
    void nothingIsStoredBeforeTheEventsUpToThereAreInTheLog() throws IOException {
        List<String> early = new ArrayList<>();
        RunEnded ended = train(LONG, moods(1, supervisor::takesNoEvents, 11, () -> {
            early.addAll(stored());
            supervisor.takesEvents();
        }));

        assertThat(early).isEmpty();
        assertThat(ended.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(text("final")).isEqualTo("12");
    }

    @Test
    void replacedStatesThatNothingNeedsAreSkipped() throws IOException {
        supervisor
                .atEpoch(1, new Command.SaveCheckpoint("best"))
                .retaining(2, 2)
                .retaining(3, 2);
        RunEnded ended = train(LONG, slowUntilTheLastEpochIsOver());

        assertThat(ended.status()).isEqualTo(RunStatus.COMPLETED);
        // The first was under way; the second has a name, the third may be asked back.
        assertThat(supervisor.events(CheckpointSaved.class))
                .extracting(CheckpointSaved::epoch)
                .containsExactly(0, 1, 2, 3);
        assertThat(text("best")).isEqualTo("6");
    }

    @Test
    void ofThreeThatWaitOnlyTheNewestIsStored() throws IOException {
        train(LONG, slowUntilTheLastEpochIsOver());

        assertThat(supervisor.events(CheckpointSaved.class))
                .extracting(CheckpointSaved::epoch)
                .containsExactly(0, 3);
        assertThat(engine.openSnapshots()).isZero();
    }

    @Test
    void whatTheStoreDoesNotTakeInTimeIsKeptOnThisMachineAndTheRunsReasonNamesIt() throws IOException {
        supervisor.atEpoch(2, new Command.SaveCheckpoint("best"));
        RunEnded ended = train(Duration.ofMillis(200), moods(8, store::leave, 99, store::comeBack));

        assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
        assertThat(ended.epochsRun()).isEqualTo(4);
        assertThat(ended.reason())
                .contains("the object store has not taken everything within 0 s")
                .contains(folder.toString())
                .contains("runs/run/checkpoints/00003-000000012-e-1");
        Checkpoints kept = new Checkpoints(new FolderObjectStore(folder), "run");
        assertThat(text(kept, "best")).isEqualTo("9");
        assertThat(kept.newest().checkpoint().orElseThrow().key())
                .isEqualTo("runs/run/checkpoints/00003-000000012-e-1");
    }

    /** The first epoch's upload is under way all the time. */
    private BooleanSupplier slowUntilTheLastEpochIsOver() {
        store.slowDown();
        return () -> {
            if (supervisor.batches.size() == FakeEngine.STEPS + 1) {
                store.awaitWrite();
            }
            if (supervisor.events(EpochEnded.class).size() == 4) {
                store.speedUp();
            }
            return false;
        };
    }

    /** Called between batches. */
    private BooleanSupplier moods(int first, Runnable mood, int second, Runnable otherMood) {
        TreeMap<Integer, Runnable> moods = new TreeMap<>();
        moods.put(first, mood);
        moods.put(second, otherMood);
        return () -> {
            while (!moods.isEmpty() && supervisor.batches.size() >= moods.firstKey()) {
                moods.pollFirstEntry().getValue().run();
            }
            return false;
        };
    }

    private List<String> stored() {
        try {
            return store.list("runs/run/checkpoints/");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RunEnded train(Duration limit, BooleanSupplier betweenBatches) throws IOException {
        RunTrainer trainer = TestTrainer.of(
                spec -> engine,
                (run, attempt) -> supervisor,
                store,
                VerdictTimeouts.DEFAULT,
                new LastResort(limit, folder));
        assertThat(trainer.train(RunTrainerTest.delivery(RunTrainerTest.request()), betweenBatches))
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
}
