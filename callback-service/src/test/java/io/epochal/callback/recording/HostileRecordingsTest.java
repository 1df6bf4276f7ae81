package io.epochal.callback.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.recording.csv.CsvFormat;
import io.epochal.callback.recording.tensorboard.TensorBoardFormat;
import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With any file at the path of a recording, and any request of a run: its neighbour is recorded, and no other file is touched. */
// Tests of the whole service wait most of their time: this uses it.
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class HostileRecordingsTest {
    private static final String VICTIMS = "what must not change";
    private static final Map<String, Object> TENSOR_BOARD = Map.of("type", "TensorBoard");
    private final List<RecordingFailure> failures = new ArrayList<>();

    @TempDir
    private Path folder;

    private Path root;
    private Path victim;
    private List<RebuildingRecorder> recorders;

    @BeforeEach
    void plant() throws IOException {
        root = folder.resolve("recordings");
        victim = folder.resolve("victim");
        Files.createDirectories(victim);
        Files.writeString(victim.resolve("victim.txt"), VICTIMS);
        Files.createDirectories(root);
        recorders = recorders(root);
    }

    @AfterEach
    void theNextRunIsRecordedAndNoOtherOneIsChanged() throws IOException {
        tell(recorders, RunEvents.of("innocent", RunEvents.ALL_LOGGERS));
        Path undisturbed = folder.resolve("undisturbed");
        tell(recorders(undisturbed), RunEvents.of("innocent", RunEvents.ALL_LOGGERS));

        assertThat(FolderSnapshot.recorded(root, "innocent"))
                .isEqualTo(FolderSnapshot.recorded(undisturbed, "innocent"));
        assertThat(FolderSnapshot.of(victim, name -> true))
                .containsOnlyKeys("", "victim.txt")
                .containsEntry("victim.txt", VICTIMS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"logs", "logs/train", "./logs", "log.csv", "log.csv/b.csv", "x/../log.csv"})
    void twoLoggersAtOnePlaceWriteNothingIntoEachOther(String filename) throws IOException {
        run("first", TENSOR_BOARD, csv("log.csv"), csv(filename));
        run("second", csv(filename), csv("log.csv"), TENSOR_BOARD);

        assertThat(failures).isNotEmpty();
        assertThat(FolderSnapshot.of(root, name -> name.endsWith(".csv") || name.contains("tfevents")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\0b.csv",
                "",
                ".",
                "..",
                "./",
                "a/..",
                "../x.csv",
                "a/../../x.csv",
                "a\nb",
                "a\u202eb",
                "\ud800",
                ".recorded.json",
                "logs/.recorded.marks",
                ".posted.json",
                ".posted.json.part",
                "x.csv.recorded-csv.json",
                "x.recorded-csv.marks/y",
                "logs/train/events.out.tfevents.1.epochal.1.v2",
                "EVENTS.OUT.TFEVENTS.1"
            })
    void anInvalidPathIsRejected(String path) throws IOException {
        run("run", csv(path));
        run("run-2", Map.of("type", "TensorBoard", "log_dir", path));

        assertThat(failures).hasSizeBetween(2, 4).allSatisfy(failure -> {
            assertThat(failure.reason()).hasSizeLessThan(1001).matches("\\P{Cc}*");
            assertThat(failure.temporary()).isFalse();
        });
        assertThat(FolderSnapshot.of(root, name -> name.startsWith("run"))).isEmpty();
    }

    @Test
    void anAbsoluteFilenameTouchesNothing() throws IOException {
        run("run", csv(victim.resolve("victim.txt").toString()));
        run("run-2", Map.of("type", "TensorBoard", "log_dir", victim.toString()));

        assertThat(failures).isNotEmpty();
    }

    @Test
    void aListThatEveryDeciderRejectsIsNotRecorded() throws IOException {
        run("run", csv("log.csv"), Map.of("type", "EarlyStopping", "patience", "many"));

        assertThat(failures).isNotEmpty();
        assertThat(root.resolve("run")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ABSOLUTE", "../victim", "..", ".", "", "a/b", ".recorded-csv-0.json", "a\0b", "modèle"})
    void aRunWhoseIdIsNoneIsNotRecorded(String id) throws IOException {
        String run = id.equals("ABSOLUTE") ? victim.toString() : id;
        tell(recorders, RunEvents.of(run, RunEvents.ALL_LOGGERS));

        assertThat(failures).isNotEmpty();
        assertThat(FolderSnapshot.of(root, name -> !name.isEmpty())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "run/log.csv",
                "run/logs",
                "run/logs/train",
                "run/log.csv.recorded-csv.json",
                "run/log.csv.recorded-csv.marks",
                "run/log.csv.recorded-csv.json.part",
                "run/logs/.recorded.json",
                "run/logs/.recorded.marks",
                "run/logs/.recorded.json.part",
                ".recorded-csv-0.json",
                ".recorded-csv-0.json.part",
                ".recorded-tensorboard-0.json",
                "run/logs/train/events.out.tfevents.1800000000.epochal.1.v2"
            })
    void noLinkIsFollowed(String planted) throws IOException {
        for (String target : List.of("victim.txt", "", "missing")) {
            Path link = root.resolve(planted);
            Files.createDirectories(link.getParent());
            Files.createSymbolicLink(link, victim.resolve(target));
            failures.clear();
            tell(recorders, RunEvents.of("run", RunEvents.ALL_LOGGERS));
            recorders = recorders(root);
            start(recorders, RunEvents.of("run", RunEvents.ALL_LOGGERS));

            assertThat(failures).isNotEmpty();
            assertThat(link).isSymbolicLink();
            deleteAll(root);
        }
        recorders = recorders(root);
    }

    @ParameterizedTest
    @ValueSource(strings = {"log.csv", "logs/train/events.out.tfevents.1800000000.epochal.1.v2", "logs", "log.csv/x"})
    void aFileThatARecorderHasNotBegunIsLeftAlone(String name) throws IOException {
        Path planted = root.resolve("run").resolve(name);
        Files.createDirectories(planted.getParent());
        Files.writeString(planted, VICTIMS);
        List<TrainingEvent> events = RunEvents.of("run", RunEvents.ALL_LOGGERS);
        tell(recorders, events);
        recorders = recorders(root);
        assertThat(start(recorders, events)).as("told again").isTrue();
        tell(recorders, List.of(RunEvents.started("run", 2, RunEvents.ALL_LOGGERS)));

        assertThat(planted).hasContent(VICTIMS);
        assertThat(failures).isNotEmpty().allSatisfy(failure -> assertThat(failure.temporary())
                .isFalse());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "log.csv",
                "logs",
                "log.csv.recorded-csv.json",
                "logs/.recorded.marks",
                "logs/train/events.out.tfevents.1800000000.epochal.1.v2"
            })
    void aFolderWhereAFileIsToBeEndsThatRecording(String name) throws IOException {
        Files.createDirectories(root.resolve("run").resolve(name).resolve("deeper"));
        tell(recorders, RunEvents.of("run", RunEvents.ALL_LOGGERS));

        assertThat(failures).hasSize(name.equals("logs") ? 0 : 1);
        assertThat(root.resolve("run").resolve(name).resolve("deeper")).isDirectory();
    }

    @Test
    void whatFailedStaysSoWhenTheServiceStartsAgainInMidRun() throws IOException {
        Path planted = root.resolve("run/log.csv");
        Files.createDirectories(planted.getParent());
        Files.writeString(planted, VICTIMS);
        List<TrainingEvent> events = RunEvents.of("run", List.of(csv("log.csv")));
        tell(recorders, events.subList(0, 3));
        recorders = recorders(root);
        Files.delete(planted);
        tell(recorders, events.subList(3, 5));

        assertThat(planted).as("half a file").doesNotExist();
    }

    @Test
    void aManifestWithPathsOutsideOfTheRootIsIgnored() throws IOException {
        Path marks = Files.writeString(victim.resolve("victim.txt.recorded-csv.marks"), VICTIMS);
        Files.writeString(
                root.resolve(".recorded-csv-0.json"),
                "{\"complete\":true,\"places\":[\"../victim/victim.txt\",\"" + victim + "/victim.txt\",\"run\"]}");
        start(recorders, List.of());

        assertThat(marks).hasContent(VICTIMS);
        Files.delete(marks);
    }

    private void run(String id, Map<?, ?>... callbacks) throws IOException {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Map<?, ?> callback : callbacks) {
            @SuppressWarnings("unchecked")
            Map<String, Object> one = (Map<String, Object>) callback;
            list.add(one);
        }
        tell(recorders, RunEvents.of(id, list));
    }

    private static Map<String, Object> csv(String filename) {
        return Map.of("type", "CSVLogger", "filename", filename);
    }

    private List<RebuildingRecorder> recorders(Path where) {
        return List.of(TensorBoardFormat.recorder(where, failures::add), CsvFormat.recorder(where, failures::add));
    }

    private static void tell(List<RebuildingRecorder> recorders, List<TrainingEvent> events) {
        for (TrainingEvent event : events) {
            recorders.forEach(recorder -> recorder.record(0, event));
        }
    }

    /** As the service starts. */
    private static boolean start(List<RebuildingRecorder> recorders, List<TrainingEvent> log) throws IOException {
        boolean again = false;
        for (RebuildingRecorder recorder : recorders) {
            if (!recorder.missing(0).isEmpty()) {
                again = true;
                recorder.rebuild(0);
                log.forEach(event -> recorder.record(0, event));
            }
        }
        return again;
    }

    private static void deleteAll(Path what) throws IOException {
        List<Path> all;
        try (var walk = Files.walk(what)) {
            all = new ArrayList<>(walk.toList());
        }
        for (int i = all.size() - 1; i > 0; i--) {
            Files.delete(all.get(i));
        }
    }
}
