package io.epochal.callback.recording.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.callback.Specs;
import io.epochal.callback.recording.RecordingFailure;
import io.epochal.callback.recording.RunEvents;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchRecorded;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.Wire;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What must be true of the recorder whatever server it writes to. */
abstract class MlflowScenarios {
    static final List<Map<String, Object>> CALLBACKS = List.of(
            Map.of("type", "EarlyStopping", "patience", 3),
            Map.of(
                    "type",
                    "RemoteMonitor",
                    "root",
                    "http://user:secret@127.0.0.1:1",
                    "headers",
                    Map.of("Key", "secret")));

    final List<RecordingFailure> failures = new CopyOnWriteArrayList<>();

    abstract URI address();

    MlflowView view() {
        return new MlflowView(address());
    }

    MlflowRecorder recorder() {
        return recorder(Duration.ofSeconds(20));
    }

    MlflowRecorder recorder(Duration timeout) {
        MlflowSettings settings = new MlflowSettings(address(), Optional.empty(), Optional.empty(), "epochal", timeout);
        return new MlflowRecorder(settings, failures::add);
    }

    void record(MlflowRecorder recorder, List<TrainingEvent> events) throws InterruptedException {
        events.forEach(recorder::add);
        for (int i = 0; i < 10_000 && !recorder.write(); i++) {
            Thread.onSpinWait();
        }
        assertThat(recorder.write()).as("all is written").isTrue();
    }

    /** Two epochs and a test. */
    static List<TrainingEvent> whole(String run) {
        List<TrainingEvent> events = new ArrayList<>();
        events.add(started(run, 1));
        events.add(new BatchRecorded(run, 1, 1, at(1), 0, 0, 1, Metrics.of(Map.of("loss", 2.0)), 0.1));
        events.add(RunEvents.ended(run, 2, 0, CALLBACKS));
        events.add(new CheckpointSaved(run, 1, 3, at(3), 0, 1, run + "/1/0", List.of("models/best", "last"), 10));
        events.add(RunEvents.ended(run, 4, 1, CALLBACKS));
        events.add(ended(run, 1, 5));
        return events;
    }

    static TrainingEvent started(String run, int attempt) {
        return new RunStarted(
                run, attempt, 0, at(0), Specs.with(List.of(), CALLBACKS), List.of(28, 28, 1), 1, 1, "cpu", CALLBACKS);
    }

    static TrainingEvent ended(String run, int attempt, long sequence) {
        Metrics test = Metrics.of(Map.of("loss", 0.125));
        return new RunEnded(
                run,
                attempt,
                sequence,
                at(9),
                RunStatus.STOPPED_EARLY,
                "no better loss",
                2,
                1,
                Metrics.NONE,
                test,
                0.1,
                run + "/1/1");
    }

    static TrainingEvent resumed(String run, int attempt, int epoch, long fromSequence) {
        return new RunResumed(
                run,
                attempt,
                0,
                at(20),
                Specs.with(List.of(), CALLBACKS),
                epoch,
                0,
                epoch,
                attempt - 1,
                fromSequence,
                run + "/1/0",
                1,
                1,
                "gpu");
    }

    static TrainingEvent epoch(String run, int attempt, long sequence, int epoch, Map<String, Double> logs) {
        return new TrainingEvent.EpochEnded(
                run,
                attempt,
                sequence,
                at(30 + epoch),
                io.epochal.protocol.TrainingParams.of(Specs.with(List.of(), CALLBACKS)),
                epoch,
                epoch + 1,
                Metrics.of(logs),
                0.1,
                1,
                false,
                CALLBACKS);
    }

    static Instant at(long second) {
        return Instant.ofEpochSecond(1_800_000_000L + second);
    }

    @Test
    void aRunIsWrittenWithWhatItSays() throws Exception {
        record(recorder(), whole("whole"));

        assertThat(failures).isEmpty();
        assertThat(view().runs("whole")).singleElement().satisfies(run -> {
            assertThat(run.name()).isEqualTo("whole");
            assertThat(run.experiment()).isEqualTo("test");
            assertThat(run.status()).isEqualTo("FINISHED");
            assertThat(run.params())
                    .containsEntry("batch_size", "1")
                    .containsEntry("model.layers.0.units", "10")
                    .containsEntry("optimizer.type", "adam")
                    .containsEntry("callbacks.0.patience", "3")
                    .containsEntry("callbacks.1.type", "RemoteMonitor");
            assertThat(run.params().values()).noneMatch(value -> value.contains("secret"));
            assertThat(run.tags())
                    .containsEntry("epochal.position", "1/5")
                    .containsEntry("epochal.trainer", "epochal on cpu")
                    .containsEntry("epochal.checkpoint.models/best", "s3://epochal/whole/1/0")
                    .containsEntry("epochal.status", "stopped_early")
                    .containsEntry("epochal.reason", "no better loss")
                    .containsEntry("epochal.restored_epoch", "1")
                    .containsEntry("epochal.model", "s3://epochal/whole/1/1");
        });
        MlflowView.Seen run = view().runs("whole").get(0);
        assertThat(view().points(run, "loss")).containsExactly("0=1.0", "1=0.5");
        assertThat(view().points(run, "learning_rate")).containsExactly("0=0.1", "1=0.1");
        assertThat(view().points(run, "batch/loss")).containsExactly("1=2.0");
        assertThat(view().points(run, "test/loss")).containsExactly("1=0.125");
    }

    @Test
    void itsCheckpointsAreAnArtifact() throws Exception {
        record(recorder(), whole("saved"));
        record(recorder(), whole("saved"));

        assertThat(failures).isEmpty();
        JsonNode table = view().artifact(view().runs("saved").get(0), "checkpoints.json");
        assertThat(table)
                .isEqualTo(
                        Wire.JSON.readTree(
                                """
                        {"checkpoints": {
                           "last": {"uri": "s3://epochal/saved/1/0", "epoch": 0, "step": 1, "bytes": 10, "attempt": 1,
                             "saved": "2027-01-15T08:00:03Z"},
                           "models/best": {"uri": "s3://epochal/saved/1/0", "epoch": 0, "step": 1, "bytes": 10, "attempt": 1,
                             "saved": "2027-01-15T08:00:03Z"}},
                         "model": {"uri": "s3://epochal/saved/1/1", "status": "stopped_early", "epochs_run": 2, "restored_epoch": 1}}
                        """));
    }

    @Test
    void aNameIsThatOfTheCheckpointWhichHasItLast() throws Exception {
        record(recorder(), whole("moved").subList(0, 4));
        CheckpointSaved later = new CheckpointSaved("moved", 1, 5, at(4), 1, 2, "moved/1/1", List.of("last"), 20);
        record(recorder(), List.of(later));

        JsonNode table = view().artifact(view().runs("moved").get(0), "checkpoints.json");
        assertThat(table.at("/checkpoints/last/uri").asText()).isEqualTo("s3://epochal/moved/1/1");
        assertThat(table.at("/checkpoints/models~1best/uri").asText()).isEqualTo("s3://epochal/moved/1/0");
        assertThat(table.has("model")).isFalse();
    }

    @Test
    void anAttemptThatMakesEpochsVoidKeepsTheCheckpointsBefore() throws Exception {
        List<TrainingEvent> events = new ArrayList<>(whole("kept").subList(0, 5));
        events.add(new CheckpointSaved("kept", 1, 5, at(6), 1, 2, "kept/1/1", List.of("last"), 20));
        events.add(resumed("kept", 2, 1, 3));
        record(recorder(), events);

        assertThat(failures).isEmpty();
        List<MlflowView.Seen> runs = view().runs("kept");
        assertThat(view().artifact(runs.get(0), "checkpoints.json").path("checkpoints"))
                .hasSize(2);
        JsonNode table = view().artifact(runs.get(1), "checkpoints.json");
        assertThat(table.path("checkpoints").properties()).singleElement().satisfies(one -> assertThat(one.getKey())
                .isEqualTo("models/best"));
    }

    @Test
    void aLogThatIsReadFromItsBeginningWritesNothingTwice() throws Exception {
        MlflowRecorder first = recorder();
        record(first, whole("again").subList(0, 3));
        record(first, whole("again").subList(1, 4));
        record(recorder(), whole("again").subList(0, 4));
        record(recorder(), whole("again"));
        record(recorder(), whole("again"));

        assertThat(failures).isEmpty();
        MlflowView.Seen run = view().runs("again").get(0);
        assertThat(view().runs("again")).hasSize(1);
        assertThat(view().points(run, "loss")).containsExactly("0=1.0", "1=0.5");
        assertThat(view().points(run, "batch/loss")).hasSize(1);
        assertThat(view().points(run, "test/loss")).hasSize(1);
        assertThat(run.status()).isEqualTo("FINISHED");
    }

    @Test
    void anAttemptThatMakesEpochsVoidHasARunOfItsOwnWithTheEpochsThatAreTrue() throws Exception {
        List<TrainingEvent> events = new ArrayList<>(whole("void").subList(0, 5));
        events.add(resumed("void", 2, 1, 3));
        events.add(epoch("void", 2, 1, 1, Map.of("loss", 0.25)));
        events.add(ended("void", 2, 2));
        record(recorder(), events);
        record(recorder(), events);

        assertThat(failures).isEmpty();
        List<MlflowView.Seen> runs = view().runs("void");
        assertThat(runs).extracting(MlflowView.Seen::status).containsExactly("KILLED", "FINISHED");
        assertThat(runs.get(0).tags())
                .containsEntry("epochal.superseded_by", runs.get(1).id());
        assertThat(runs.get(1).tags())
                .containsEntry("epochal.supersedes", runs.get(0).id())
                .containsEntry("epochal.trainer", "epochal on gpu");
        assertThat(runs.get(1).params()).isEqualTo(runs.get(0).params());
        assertThat(view().points(runs.get(0), "loss")).containsExactly("0=1.0", "1=0.5");
        assertThat(view().points(runs.get(1), "loss")).containsExactly("0=1.0", "1=0.25");
        assertThat(view().points(runs.get(1), "test/loss")).hasSize(1);
    }

    @Test
    void anAttemptThatMakesNothingVoidGoesOn() throws Exception {
        List<TrainingEvent> events = new ArrayList<>(whole("on").subList(0, 4));
        events.add(resumed("on", 2, 1, 3));
        events.add(epoch("on", 2, 1, 1, Map.of("loss", 0.25)));
        record(recorder(), events);

        assertThat(failures).isEmpty();
        MlflowView.Seen run = view().runs("on").get(0);
        assertThat(view().runs("on")).hasSize(1);
        assertThat(run.status()).isEqualTo("RUNNING");
        assertThat(view().points(run, "loss")).containsExactly("0=1.0", "1=0.25");
    }

    @Test
    void aRunThatBeginsAnewHasARunOfItsOwn() throws Exception {
        List<TrainingEvent> events = new ArrayList<>(whole("anew").subList(0, 4));
        events.add(started("anew", 2));
        events.add(epoch("anew", 2, 1, 0, Map.of("loss", 0.75)));
        record(recorder(), events);

        List<MlflowView.Seen> runs = view().runs("anew");
        assertThat(runs).extracting(MlflowView.Seen::status).containsExactly("KILLED", "RUNNING");
        assertThat(view().points(runs.get(1), "loss")).containsExactly("0=0.75");
    }

    @Test
    void aProgramOfAnotherKindIsRecorded() throws Exception {
        String run = "lift-20270101-000000-7f3a";
        List<TrainingEvent> events = new ArrayList<>();
        events.add(RunEvents.attached(run, 1, CALLBACKS));
        events.addAll(RunEvents.round(run, 1, 1, 0, Map.of("eval f1(macro)", 0.5, "eval f1[macro]", 0.25), CALLBACKS));
        record(recorder(), events);

        assertThat(failures).isEmpty();
        assertThat(view().runs(run)).singleElement().satisfies(seen -> {
            assertThat(seen.experiment()).isEqualTo("lift");
            assertThat(seen.tags()).containsEntry("epochal.trainer", "transformers 4.57 on torch");
            assertThat(seen.params()).containsEntry("learning_rate", "0.001");
        });
        MlflowView.Seen seen = view().runs(run).get(0);
        assertThat(view().points(seen, "eval%20f1_macro_")).containsExactly("0=0.5");
        assertThat(view().points(seen, "eval%20f1_macro__2")).containsExactly("0=0.25");
    }

    @Test
    void namesAndTextsOfAnyKindAreTaken() throws Exception {
        Map<String, Double> logs = Map.of(
                "",
                1.0,
                "../../x",
                2.0,
                "/a//b",
                3.0,
                "x".repeat(600),
                4.0,
                "точность",
                5.0,
                "\ud83d\ude00\u202e\0",
                6.0,
                ".",
                7.0);
        List<TrainingEvent> events = new ArrayList<>();
        events.add(started("odd", 1));
        events.add(epoch("odd", 1, 1, 0, logs));
        events.add(new CheckpointSaved("odd", 1, 2, at(3), 0, 1, "file:/models/1", List.of("..", "a b\n'\""), 10));
        events.add(new RunEnded(
                "odd",
                1,
                3,
                at(9),
                RunStatus.FAILED,
                "\0'\"\ud83d" + "x".repeat(20_000),
                1,
                null,
                Metrics.NONE,
                Metrics.NONE,
                0.1,
                null));
        record(recorder(), events);

        assertThat(failures).isEmpty();
        MlflowView.Seen run = view().runs("odd").get(0);
        assertThat(run.status()).isEqualTo("FAILED");
        assertThat(run.tags()).containsValue("file:/models/1");
        assertThat(view().points(run, "x".repeat(250))).containsExactly("0=4.0");
    }

    @Test
    void moreThanARequestTakesIsWrittenInParts() throws Exception {
        List<TrainingEvent> events = new ArrayList<>();
        events.add(started("many", 1));
        for (int batch = 0; batch < 2500; batch++) {
            events.add(new BatchRecorded(
                    "many", 1, 1 + batch, at(1), 0, batch, batch + 1, Metrics.of(Map.of("loss", 1.0 * batch)), 0.1));
        }
        record(recorder(), events);

        assertThat(failures).isEmpty();
        assertThat(view().points(view().runs("many").get(0), "batch/loss")).hasSize(2500);
    }

    @Test
    void whatIsNoNumberIsWrittenAsMlflowTakesIt() throws Exception {
        record(
                recorder(),
                List.of(
                        started("nan", 1),
                        epoch("nan", 1, 1, 0, Map.of("a", Double.NaN, "b", Double.POSITIVE_INFINITY)),
                        epoch("nan", 1, 2, 1, Map.of("a", Double.NaN, "b", Double.NEGATIVE_INFINITY)),
                        resumed("nan", 2, 1, 2),
                        epoch("nan", 2, 1, 1, Map.of("a", 1.0, "b", 1.0))));

        assertThat(failures).isEmpty();
        List<MlflowView.Seen> runs = view().runs("nan");
        assertThat(view().points(runs.get(1), "a")).containsExactly("0=NaN", "1=1.0");
        assertThat(view().points(runs.get(0), "b")).containsExactly("0=" + infinity(), "1=-" + infinity());
        assertThat(view().points(runs.get(1), "b")).containsExactly("0=" + infinity(), "1=1.0");
    }

    /** As the server gives it back. */
    abstract String infinity();
}
