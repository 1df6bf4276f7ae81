package io.epochal.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.protocol.Command;
import io.epochal.protocol.ModelWeights;
import io.epochal.trainer.run.barrier.VerdictTimeouts;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.port.FakeEngine;
import io.epochal.trainer.run.port.Runs;
import io.epochal.trainer.run.port.Supervisor.BatchReport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run whose batches are read several at a time tells the same as one that reads each at once. Its epochs have three batches. */
class QueuedRunsTest {
    private static final Map<String, Supplier<ScriptedSupervisor>> SCRIPTS = Map.of(
            "nothing is decided", ScriptedSupervisor::new,
            "an epoch's end decides",
                    () -> recording(2)
                            .atEpoch(0, new Command.SetLearningRate(0.5), new Command.SaveCheckpoint("best"))
                            .atEpoch(1, new Command.EvaluateOn(ModelWeights.TRAINED))
                            .retaining(1, 1)
                            .retaining(2, 1)
                            .retaining(3, 1)
                            .atEpoch(3, new Command.RestoreWeights(1)),
            "a batch decides", () -> recording(1).atStep(5, new Command.SaveCheckpoint("mid")),
            "a batch stops the run", () -> recording(1).atStep(5, new Command.StopTraining("enough")),
            "each second batch is asked about", () -> new ScriptedSupervisor().askingEvery(2),
            "a loss that is not finite is asked about",
                    () -> recording(2).atNonFiniteLoss().atEpoch(0, new Command.SetLearningRate(0.25)),
            "states are saved by time", () -> saving(recording(2)),
            "the user stops, changes and pauses it",
                    () -> recording(3)
                            .requestAtStep(2, new Command.SetLearningRate(0.125))
                            .requestAtStep(4, new Command.PauseTraining())
                            .requestAtStep(4, new Command.ResumeTraining())
                            .requestAtStep(5, new Command.SaveCheckpoint("here"))
                            .requestAtStep(8, new Command.StopTraining("by hand")),
            "the user sends other callbacks",
                    () -> recording(1).requestAtStep(4, new Command.ReplaceCallbacks(List.of(Map.of("type", "Other")))),
            "a verdict is late", () -> recording(1).silentAtWait(1, 2));

    private final List<ScriptedSupervisor> attempts = new ArrayList<>();
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private FakeEngine engine = new FakeEngine();
    private int interval = 32;

    private static ScriptedSupervisor recording(int every) {
        return new ScriptedSupervisor().atEpoch(-1, new Command.RecordBatches(every));
    }

    private static ScriptedSupervisor saving(ScriptedSupervisor script) {
        return script.atEpoch(-1, new Command.SaveEvery(0, "backup"), new Command.RecordBatches(2));
    }

    static List<String> scripts() {
        return List.copyOf(SCRIPTS.keySet());
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void tellsTheSame(String script) throws IOException {
        QueuedRunsTest immediate = new QueuedRunsTest();
        immediate.attempt(script(script), false);
        for (int batches : new int[] {1, 2, 3, 32}) {
            QueuedRunsTest queued = new QueuedRunsTest();
            queued.interval = batches;
            queued.attempt(script(script), true);

            assertThat(queued.batches()).isEqualTo(immediate.batches()).isNotEmpty();
            assertThat(ComparableEvents.of(queued.attempts)).isEqualTo(ComparableEvents.of(immediate.attempts));
            assertThat(queued.events()).isEqualTo(immediate.events());
            assertThat(queued.engine.calls).isEqualTo(immediate.engine.calls);
            assertThat(queued.engine.weights).isEqualTo(immediate.engine.weights);
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void killedAndResumedItTellsTheSame(String script) throws IOException {
        QueuedRunsTest immediate = new QueuedRunsTest();
        immediate.attempt(script(script), false);
        for (int step = 1; step <= immediate.batches().size(); step++) {
            QueuedRunsTest queued = new QueuedRunsTest();
            queued.killed(script(script).killedAtStep(step));
            queued.attempt(script(script), true);

            assertThat(ComparableEvents.of(queued.attempts)).isEqualTo(ComparableEvents.of(immediate.attempts));
        }
    }

    private void killed(ScriptedSupervisor script) throws IOException {
        try {
            attempt(script, true);
        } catch (FakeEngine.Killed e) {
            assertThat(attempts).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"32, 3", "2, 2", "1, 1"})
    void readsByTheIntervalAndAtAnEpochsEnd(int batches, int together) throws IOException {
        interval = batches;
        attempt(new ScriptedSupervisor(), true);

        assertThat(engine.reads).startsWith(together).allMatch(one -> one <= together);
        assertThat(engine.reads.stream().mapToInt(Integer::intValue).sum()).isEqualTo(12);
    }

    @Test
    void readsEachBatchWhereALossThatIsNotFiniteIsAskedAbout() throws IOException {
        attempt(new ScriptedSupervisor().atNonFiniteLoss(), true);

        assertThat(engine.reads).hasSize(12).containsOnly(1);
    }

    /** The others of the epoch are read at its end. */
    @Test
    void readsWhereABatchDecides() throws IOException {
        attempt(new ScriptedSupervisor().askingOnceAfterWait(0, 2), true);

        assertThat(engine.reads).containsExactly(2, 1, 3, 3, 3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasTrainedBeforeAFailureIsPublished(boolean queued) throws IOException {
        engine.failAtBatch = 5;
        attempt(recording(1), queued);

        assertThat(batches()).extracting(BatchReport::step).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(events()).containsSubsequence("BatchRecorded", "BatchRecorded", "RunEnded");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTrainerThatLeavesTellsFirstWhatItHasTrained(boolean queued) throws IOException {
        engine.queued = queued;
        ScriptedSupervisor script = new ScriptedSupervisor();
        trainer(script).train(delivery(), () -> engine.calls.size() >= 6);

        assertThat(script.batches).hasSize((int)
                engine.calls.stream().filter(call -> call.startsWith("train")).count());
        assertThat(events()).endsWith("RunSuspended");
    }

    private static ScriptedSupervisor script(String name) {
        return Optional.ofNullable(SCRIPTS.get(name)).orElseThrow().get();
    }

    private List<BatchReport> batches() {
        return attempts.stream().flatMap(one -> one.batches.stream()).toList();
    }

    /** In order; what is saved beside the training may come anywhere. */
    private List<String> events() {
        return attempts.stream()
                .flatMap(one -> one.events.stream())
                .map(event -> event.getClass().getSimpleName())
                .filter(name -> !name.equals("CheckpointSaved"))
                .toList();
    }

    private void attempt(ScriptedSupervisor script, boolean queued) throws IOException {
        FakeEngine next = new FakeEngine();
        next.failAtBatch = engine.failAtBatch;
        next.averages = true;
        next.queued = queued;
        engine = next;
        trainer(script).train(delivery(), () -> false);
    }

    private static Runs.Delivery delivery() {
        return new Runs.Delivery(RunTrainerTest.request(), "ticket", false);
    }

    private RunTrainer trainer(ScriptedSupervisor script) {
        Engine.Factory engines = spec -> engine;
        return TestTrainer.of(
                engines,
                (run, attempt) -> {
                    attempts.add(script.of(attempt));
                    return script;
                },
                store,
                VerdictTimeouts.DEFAULT,
                RunTrainerTest.LAST_RESORT,
                new MetricsInterval(interval, Duration.ofHours(1)));
    }
}
