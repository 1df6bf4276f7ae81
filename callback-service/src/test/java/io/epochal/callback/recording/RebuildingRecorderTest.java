package io.epochal.callback.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.Specs;
import io.epochal.callback.recording.csv.CsvFormat;
import io.epochal.callback.recording.tensorboard.TensorBoardFormat;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are gone are there again, equal, when the log is told from its beginning. */
@Tag("slow")
class RebuildingRecorderTest {
    private static final String TRAIN = "logs/train/events.out.tfevents.1800000000.epochal.1.v2";
    private static final String VALIDATION = "logs/validation/events.out.tfevents.1800000000.epochal.1.v2";
    private static final RunSpec SPEC = Specs.with(
            List.of(),
            List.of(
                    Map.of("type", "TensorBoard"),
                    Map.of("type", "CSVLogger", "filename", "log.csv"),
                    Map.of("type", "TensorBoard", "log_dir", "more/logs")));

    @TempDir
    private Path folder;

    private Path root;
    private final List<TrainingEvent> log = new ArrayList<>();
    private final List<RecordingFailure> failures = new ArrayList<>();

    @BeforeEach
    void begin() {
        root = folder.resolve("recordings");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "resumed",
                "resumed/logs",
                "resumed/more/logs",
                "resumed/logs/train",
                "resumed/" + TRAIN,
                "resumed/" + VALIDATION,
                "resumed/log.csv",
                "resumed/log.csv.recorded-csv.json",
                "resumed/logs/.recorded.json",
                "resumed/logs/.recorded.marks",
                ".recorded-tensorboard-0.json"
            })
    void whatIsDeletedIsThereAgainEqual(String deleted) throws IOException {
        log.addAll(resumed("resumed"));
        log.addAll(undisturbed("other"));
        start();
        Map<String, byte[]> before = files();
        delete(root.resolve(deleted));

        assertThat(start()).isTrue();
        assertEqual(files(), before);
        assertThat(start()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"resumed/" + TRAIN, "resumed/log.csv"})
    void whatIsCutShortIsThereAgainEqual(String cut) throws IOException {
        log.addAll(resumed("resumed"));
        start();
        Map<String, byte[]> before = files();
        try (FileChannel file = FileChannel.open(root.resolve(cut), StandardOpenOption.WRITE)) {
            file.truncate(file.size() - 1);
        }

        assertThat(start()).isTrue();
        assertEqual(files(), before);
    }

    @Test
    void whatIsDeletedWhileARunIsRecordedIsThereAgainAfterTheNextStart() throws IOException {
        List<TrainingEvent> events = undisturbed("run");
        root = folder.resolve("undisturbed");
        log.addAll(events);
        log.addAll(undisturbed("next"));
        start();
        Map<String, byte[]> expected = files();

        List<RebuildingRecorder> recorders = recorders();
        rebuild(recorders);
        tell(recorders, events.subList(0, 4));
        delete(root);
        tell(recorders, events.subList(4, events.size()));
        tell(recorders, undisturbed("next"));

        assertThat(start()).isTrue();
        assertEqual(files(), expected);
    }

    @Test
    void aRunWhoseFilesAreDeletedDoesNotKeepTheOthersFromBeingRecorded() throws IOException {
        List<TrainingEvent> other = undisturbed("other");
        List<RebuildingRecorder> recorders = recorders();
        rebuild(recorders);
        tell(recorders, undisturbed("run").subList(0, 3));
        tell(recorders, other.subList(0, 3));
        delete(root.resolve("run"));
        tell(recorders, undisturbed("run").subList(3, 4));
        tell(recorders, other.subList(3, other.size()));

        assertThat(Files.readString(root.resolve("other/log.csv"))).hasLineCount(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "run/later", "run/later.csv", "run/logs"})
    void whatCameWithAListThatAUserChangedIsRestored(String deleted) throws IOException {
        List<Map<String, Object>> later = List.of(
                Map.of("type", "TensorBoard", "log_dir", "later"),
                Map.of("type", "CSVLogger", "filename", "later.csv"));
        log.addAll(undisturbed("run").subList(0, 3));
        log.add(ended("run", 1, 3, 1, 0.25, later));
        log.addAll(undisturbed("run").subList(4, 6));
        start();
        Map<String, byte[]> before = files();
        assertThat(before).hasSize(10);
        delete(root.resolve(deleted));

        assertThat(start()).isTrue();
        assertEqual(files(), before);
        assertThat(start()).isFalse();
    }

    @Test
    void whatTheLogNoLongerHoldsIsSearchedForOnce() throws IOException {
        log.addAll(undisturbed("run"));
        start();
        delete(root.resolve("run"));
        log.clear();

        assertThat(start()).isTrue();
        assertThat(start()).isFalse();
    }

    @Test
    void anotherPartitionIsNotReadAgain() throws IOException {
        RebuildingRecorder recorder = CsvFormat.recorder(root, failures::add);
        for (int partition = 0; partition < 2; partition++) {
            recorder.rebuild(partition);
            for (TrainingEvent event : undisturbed("run-" + partition)) {
                recorder.record(partition, event);
            }
        }
        delete(root.resolve("run-1"));

        assertThat(recorder.missing(0)).isEmpty();
        assertThat(recorder.missing(1)).containsExactly("run-1/log.csv");
    }

    @Test
    void anAttemptThatBeginsAgainLeavesNothingOfTheOneBefore() throws IOException {
        log.addAll(undisturbed("run").subList(0, 3));
        log.add(started("run", 2));
        start();

        assertThat(files().keySet().stream().filter(name -> name.contains("tfevents")))
                .hasSize(6)
                .allMatch(name -> name.contains(".epochal.2."));
    }

    /** One replica loses the partition, whether it has noticed or not, another writes on, and the first one gets it back. */
    @ParameterizedTest
    @CsvSource({"true, 3, 6", "false, 3, 6", "true, 5, 9", "false, 5, 9", "false, 6, 8", "false, 9, 12"})
    void aPartitionThatGoesToAnotherReplicaAndComesBackLeavesNoHole(boolean noticed, int gone, int back)
            throws IOException {
        root = folder.resolve("undisturbed");
        List<TrainingEvent> events = resumed("run");
        log.addAll(events);
        start();
        Map<String, byte[]> expected = files();

        List<RebuildingRecorder> first = recorders();
        List<RebuildingRecorder> second = recorders();
        rebuild(first);
        tell(first, events.subList(0, gone));
        if (noticed) {
            for (RebuildingRecorder recorder : first) {
                recorder.release();
            }
        }
        tell(second, events.subList(gone - 1, back));
        tell(first, events.subList(back - 1, events.size()));

        assertEqual(files(), expected);
    }

    @Test
    void twoReplicasThatBothBelieveThePartitionIsTheirsWriteEachEventOnce() throws IOException {
        root = folder.resolve("undisturbed");
        List<TrainingEvent> events = resumed("run");
        log.addAll(events);
        start();
        Map<String, byte[]> expected = files();

        List<RebuildingRecorder> first = recorders();
        List<RebuildingRecorder> second = recorders();
        rebuild(first);
        for (TrainingEvent event : events) {
            tell(first, List.of(event));
            tell(second, List.of(event));
        }

        assertEqual(files(), expected);
    }

    /** As the service starts: the log is told from its beginning if anything is missing. */
    private boolean start() throws IOException {
        List<RebuildingRecorder> recorders = recorders();
        boolean rebuilt = rebuild(recorders);
        if (rebuilt) {
            tell(recorders, log);
        }
        return rebuilt;
    }

    private List<RebuildingRecorder> recorders() {
        return List.of(TensorBoardFormat.recorder(root, failures::add), CsvFormat.recorder(root, failures::add));
    }

    private static boolean rebuild(List<RebuildingRecorder> recorders) throws IOException {
        boolean missing = false;
        for (RebuildingRecorder recorder : recorders) {
            if (!recorder.missing(0).isEmpty()) {
                missing = true;
                recorder.rebuild(0);
            }
        }
        return missing;
    }

    private static void tell(List<RebuildingRecorder> recorders, List<TrainingEvent> events) throws IOException {
        for (RebuildingRecorder recorder : recorders) {
            for (TrainingEvent event : events) {
                recorder.record(0, event);
            }
        }
    }

    private static List<TrainingEvent> undisturbed(String run) {
        List<TrainingEvent> events = new ArrayList<>();
        events.add(started(run, 1));
        events.add(ended(run, 1, 1, 0, 0.5));
        events.add(applied(run, 1, 2, 0, 0.5));
        events.add(ended(run, 1, 3, 1, 0.25));
        events.add(applied(run, 1, 4, 1, 0.25));
        events.add(over(run, 1, 5));
        return events;
    }

    /** The second epoch is trained by another attempt, and a zombie says something more. */
    private static List<TrainingEvent> resumed(String run) {
        List<TrainingEvent> events = new ArrayList<>(undisturbed(run).subList(0, 5));
        events.add(new RunResumed(run, 2, 0, at(10), SPEC, 0, 1, 1, 1, 1, "key", 1, 1, "cpu"));
        events.add(ended(run, 2, 1, 0, 0.5));
        events.add(applied(run, 1, 6, 2, 9));
        events.add(applied(run, 2, 2, 0, 0.5));
        events.add(ended(run, 2, 3, 1, 0.25));
        events.add(applied(run, 2, 4, 1, 0.25));
        events.add(over(run, 2, 5));
        return events;
    }

    private static RunStarted started(String run, int attempt) {
        return new RunStarted(run, attempt, 0, at(0), SPEC, List.of(28, 28, 1), 1, 1, "cpu", SPEC.callbacks());
    }

    private static EpochEnded ended(String run, int attempt, long sequence, int epoch, double loss) {
        return ended(run, attempt, sequence, epoch, loss, SPEC.callbacks());
    }

    private static EpochEnded ended(
            String run, int attempt, long sequence, int epoch, double loss, List<Map<String, Object>> callbacks) {
        return new EpochEnded(
                run,
                attempt,
                sequence,
                at(sequence),
                TrainingParams.of(SPEC),
                epoch,
                epoch + 1,
                logs(loss),
                0.1,
                1,
                false,
                callbacks);
    }

    private static VerdictApplied applied(String run, int attempt, long sequence, int epoch, double loss) {
        List<Verdict.Recording> recordings = Stream.of(0, 1, 2)
                .map(position -> new Verdict.Recording(position, logs(loss)))
                .toList();
        return new VerdictApplied(
                run,
                attempt,
                sequence,
                at(sequence),
                sequence - 1,
                epoch,
                epoch + 1,
                List.of(),
                List.of(),
                recordings,
                0.1);
    }

    private static RunEnded over(String run, int attempt, long sequence) {
        return new RunEnded(
                run,
                attempt,
                sequence,
                at(sequence),
                RunStatus.COMPLETED,
                "",
                2,
                null,
                Metrics.NONE,
                Metrics.NONE,
                0.1,
                null);
    }

    private static Metrics logs(double loss) {
        return Metrics.of(Map.of("loss", loss, "val_loss", 2 * loss));
    }

    private static Instant at(long second) {
        return Instant.ofEpochSecond(1_800_000_000L + second);
    }

    /** What a user finds: all but the recorders' own files. */
    private Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString();
                if (!name.contains(".recorded")) {
                    files.put(name, Files.readAllBytes(file));
                }
            }
        }
        return files;
    }

    private static void assertEqual(Map<String, byte[]> files, Map<String, byte[]> expected) {
        assertThat(files.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, bytes) -> assertThat(files.get(name)).as(name).isEqualTo(bytes));
    }

    private static void delete(Path what) throws IOException {
        try (Stream<Path> all = Files.walk(what)) {
            all.sorted(Comparator.reverseOrder()).forEach(one -> {
                try {
                    Files.delete(one);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
