package io.epochal.callback.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.recording.csv.CsvFormat;
import io.epochal.callback.recording.tensorboard.TensorBoardFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What recorders keep grows with what is recorded and no faster. */
// Tests of the whole service wait most of their time: this uses it.
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class BoundsTest {
    private final List<RecordingFailure> failures = new ArrayList<>();

    @TempDir
    private Path root;

    @Test
    void anEpochOfACsvFileCostsTheSameHoweverManyCameBefore() throws IOException {
        RebuildingRecorder recorder = CsvFormat.recorder(root, failures::add);
        recorder.record(0, RunEvents.started("run", 1, RunEvents.ALL_LOGGERS));
        recorder.record(0, RunEvents.applied("run", 1, 0, 3));
        Map<String, Object> before = keys();
        for (int epoch = 1; epoch < 1000; epoch++) {
            recorder.record(0, RunEvents.applied("run", 1 + epoch, epoch, 3));
        }

        assertThat(keys()).as("files that are replaced").isEqualTo(before);
        assertThat(root.resolve("run/log.csv.recorded-csv.marks")).hasSize(1001 * 28);
        assertThat(Files.readAllLines(root.resolve("run/log.csv"))).hasSize(1001);
    }

    @Test
    void aRunCostsTheLedgerALineHoweverManyCameBefore() throws IOException {
        RebuildingRecorder recorder = CsvFormat.recorder(root, failures::add);
        recorder.rebuild(0);
        Path ledger = root.resolve(".recorded-csv-0.json");
        Object before = Files.readAttributes(ledger, BasicFileAttributes.class).fileKey();
        for (int run = 0; run < 200; run++) {
            recorder.record(0, RunEvents.started("run-" + run, 1, RunEvents.ALL_LOGGERS));
        }

        assertThat(Files.readAttributes(ledger, BasicFileAttributes.class).fileKey())
                .isEqualTo(before);
        assertThat(Files.readAllLines(ledger)).hasSize(201);
        assertThat(CsvFormat.recorder(root, failures::add).missing(0)).isEmpty();
    }

    @Test
    void runsThatNeverEndAreClosedAndContinueWhereTheyWere() throws IOException {
        RebuildingRecorder recorder = new RebuildingRecorder(root, TensorBoardFormat::new, failures::add, 20);
        for (int run = 0; run < 60; run++) {
            recorder.record(0, RunEvents.started("run-" + run, 1, RunEvents.ALL_LOGGERS));
            assertThat(recorder.openRecordings()).isLessThanOrEqualTo(20);
        }
        RunEvents.of("run-0", RunEvents.ALL_LOGGERS).forEach(event -> recorder.record(0, event));

        Path undisturbed = root.resolve("undisturbed");
        RebuildingRecorder other = TensorBoardFormat.recorder(undisturbed, failures::add);
        RunEvents.of("run-0", RunEvents.ALL_LOGGERS).forEach(event -> other.record(0, event));
        assertThat(FolderSnapshot.recorded(root, "run-0")).isEqualTo(FolderSnapshot.recorded(undisturbed, "run-0"));
        assertThat(failures).isEmpty();
    }

    /** Which files these are: one that is replaced is another one. */
    private Map<String, Object> keys() throws IOException {
        Map<String, Object> keys = new java.util.TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.toList()) {
                keys.put(
                        file.toString(),
                        Files.readAttributes(file, BasicFileAttributes.class).fileKey());
            }
        }
        return keys;
    }
}
