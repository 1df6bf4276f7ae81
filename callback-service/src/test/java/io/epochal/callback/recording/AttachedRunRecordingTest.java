package io.epochal.callback.recording;

import static io.epochal.callback.recording.RunEvents.attached;
import static io.epochal.callback.recording.RunEvents.reattached;
import static io.epochal.callback.recording.RunEvents.round;
import static io.epochal.callback.recording.RunEvents.trainingEnded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.epochal.callback.recording.csv.CsvFormat;
import io.epochal.callback.recording.tensorboard.TensorBoardFormat;
import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of programs that are not our trainer: there is no spec, and a round is an evaluation. */
class AttachedRunRecordingTest {
    private static final String RUN = "run";
    private static final Map<String, Object> CSV = Map.of("type", "CSVLogger", "filename", "log.csv");
    private static final Map<String, Object> STOPPING =
            Map.of("type", "EarlyStopping", "monitor", "val_lift", "patience", 3);
    private static final List<Map<String, Object>> LOGGERS = List.of(STOPPING, CSV, Map.of("type", "TensorBoard"));
    private static final RecordingFailures FAILURES = failure -> fail(failure.toString());

    private static final Map<String, Double> FIRST = Map.of("loss", 0.5, "lift", 1.0, "val_loss", 0.5, "val_lift", 1.0);
    private static final Map<String, Double> LOST = Map.of("loss", 9.0, "lift", 9.0, "val_loss", 9.0, "val_lift", 9.0);
    private static final Map<String, Double> SECOND =
            Map.of("loss", 0.25, "lift", 2.0, "val_loss", 0.5, "val_lift", 1.5);

    @TempDir
    private Path root;

    @Test
    void aCsvFileHasEachRoundOnceThoughTheProgramResumed() throws IOException {
        record(CsvFormat.recorder(root, FAILURES), resumedRun());

        assertThat(Files.readString(root.resolve("run/log.csv")))
                .isEqualTo("epoch,lift,loss,val_lift,val_loss\r\n0,1.0,0.5,1.0,0.5\r\n1,2.0,0.25,1.5,0.5\r\n");
    }

    @Test
    void aRecorderThatIsRestartedAtAnyEventWritesTheSame() throws IOException {
        for (int cut = 1; cut < resumedRun().size(); cut++) {
            Path folder = root.resolve("cut-" + cut);
            record(CsvFormat.recorder(folder, FAILURES), resumedRun().subList(0, cut));
            record(
                    CsvFormat.recorder(folder, FAILURES),
                    resumedRun().subList(cut - 1, resumedRun().size()));

            assertThat(folder.resolve("run/log.csv")).hasBinaryContent(undisturbed("csv"));
        }
    }

    @Test
    void theListIsTheCheckpointsAgainBehindAResumption() throws IOException {
        List<Map<String, Object>> moved = List.of(CSV, STOPPING);
        List<TrainingEvent> events = new ArrayList<>(List.of(attached(RUN, 1, LOGGERS)));
        events.addAll(round(RUN, 1, 1, 0, FIRST, LOGGERS));
        // A user had replaced the list, which the checkpoint does not know.
        events.addAll(round(RUN, 1, 3, 1, LOST, moved));
        events.add(reattached(RUN, 2, 1, 3, LOGGERS));
        events.addAll(round(RUN, 2, 1, 1, SECOND, LOGGERS));
        record(CsvFormat.recorder(root, FAILURES), events);

        assertThat(root.resolve("run/log.csv")).hasBinaryContent(undisturbed("csv"));
    }

    @Test
    void tensorBoardShowsRoundsAndTheProgramsSettingsWithoutAGraph() throws IOException {
        record(TensorBoardFormat.recorder(root, FAILURES), resumedRun());

        String train = text("train");
        assertThat(text(""))
                .contains("_hparams_/session_start_info", "transformers 4.57 on torch", "EarlyStopping.patience");
        assertThat(train).doesNotContain("graph_keras_model");
        assertThat(count(train, "epoch_lift")).isEqualTo(2);
        assertThat(count(text("validation"), "epoch_lift")).isEqualTo(2);
        assertThat(count(text("validation"), "evaluation_lift_vs_iterations")).isEqualTo(2);
    }

    @Test
    void aProgramThatBeginsAgainLeavesNothingOfTheAttemptBefore() throws IOException {
        List<TrainingEvent> events = new ArrayList<>(List.of(attached(RUN, 1, LOGGERS)));
        events.addAll(round(RUN, 1, 1, 0, LOST, LOGGERS));
        events.add(attached(RUN, 2, LOGGERS));
        events.addAll(round(RUN, 2, 1, 0, FIRST, LOGGERS));
        record(CsvFormat.recorder(root, FAILURES), events);
        record(TensorBoardFormat.recorder(root, FAILURES), events);

        assertThat(Files.readString(root.resolve("run/log.csv")))
                .isEqualTo("epoch,lift,loss,val_lift,val_loss\r\n0,1.0,0.5,1.0,0.5\r\n");
        assertThat(count(text("train"), "epoch_loss")).isEqualTo(1);
    }

    /** What was said from event 3 of the first attempt on is void, and a late event of it too. */
    private static List<TrainingEvent> resumedRun() {
        List<TrainingEvent> events = new ArrayList<>(List.of(attached(RUN, 1, LOGGERS)));
        events.addAll(round(RUN, 1, 1, 0, FIRST, LOGGERS));
        events.addAll(round(RUN, 1, 3, 1, LOST, LOGGERS));
        events.add(reattached(RUN, 2, 1, 3, LOGGERS));
        events.addAll(round(RUN, 1, 5, 2, LOST, LOGGERS));
        events.addAll(round(RUN, 2, 1, 1, SECOND, LOGGERS));
        events.add(trainingEnded(RUN, 2, 3, LOGGERS));
        return events;
    }

    private byte[] undisturbed(String name) throws IOException {
        Path folder = root.resolve("undisturbed-" + name);
        List<TrainingEvent> events = new ArrayList<>(List.of(attached(RUN, 1, LOGGERS)));
        events.addAll(round(RUN, 1, 1, 0, FIRST, LOGGERS));
        events.addAll(round(RUN, 1, 3, 1, SECOND, LOGGERS));
        record(CsvFormat.recorder(folder, FAILURES), events);
        return Files.readAllBytes(folder.resolve("run/log.csv"));
    }

    private static void record(RebuildingRecorder recorder, List<TrainingEvent> events) throws IOException {
        events.forEach(event -> recorder.record(0, event));
        recorder.release();
    }

    private String text(String part) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("run/logs").resolve(part))) {
            Path only = files.filter(file -> file.getFileName().toString().startsWith("events"))
                    .reduce((one, other) -> fail("more than one file in " + part))
                    .orElseThrow();
            return Files.readString(only, StandardCharsets.ISO_8859_1);
        }
    }

    private static long count(String text, String part) {
        return Arrays.stream(text.split(java.util.regex.Pattern.quote(part), -1))
                        .count()
                - 1;
    }
}
