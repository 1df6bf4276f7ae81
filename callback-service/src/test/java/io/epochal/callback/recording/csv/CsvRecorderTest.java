package io.epochal.callback.recording.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.epochal.callback.Specs;
import io.epochal.callback.recording.RebuildingRecorder;
import io.epochal.callback.recording.RecordingFailures;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvRecorderTest {
    private static final RecordingFailures FAILURES = failure -> fail(failure.toString());

    @TempDir
    private Path root;

    @Test
    void writesWhatPythonWrites() throws IOException {
        record(
                started(1, Map.of("type", "CSVLogger", "filename", "a/log.csv")),
                row(1, 1, 0, Map.of("loss", 0.5, "val_loss", (double) 0.1f)),
                row(1, 2, 1, Map.of("loss", Double.NaN, "learning_rate", 1e-5)),
                row(1, 3, 2, Map.of("loss", 1e-7, "val_loss", Double.NEGATIVE_INFINITY)));

        assertThat(Files.readString(root.resolve("run/a/log.csv")))
                .isEqualTo("epoch,loss,val_loss\r\n0,0.5,0.10000000149011612\r\n1,nan,NA\r\n2,1e-07,-inf\r\n");
    }

    @Test
    void leavesColumnsForValidationThatComesLater() throws IOException {
        record(
                started(1, Map.of("type", "CSVLogger", "filename", "log.csv", "separator", ";")),
                row(1, 1, 0, Map.of("loss", 0.5, "learning_rate", 0.25)),
                row(1, 2, 1, Map.of("loss", 0.5, "val_loss", 1.0)));

        assertThat(Files.readString(root.resolve("run/log.csv")))
                .isEqualTo(
                        "epoch;learning_rate;loss;val_learning_rate;val_loss\r\n0;0.25;0.5;NA;NA\r\n1;NA;0.5;NA;1.0\r\n");
    }

    @Test
    void quotesWhatPythonQuotes() throws IOException {
        record(
                started(1, Map.of("type", "CSVLogger", "filename", "log.csv")),
                row(1, 1, 0, Map.of("a,b", 0.5, "c\"d", 1.0, "e\nf", 1.0, "val_g", 2.0)));

        assertThat(Files.readString(root.resolve("run/log.csv")))
                .isEqualTo("epoch,\"a,b\",\"c\"\"d\",\"e\nf\",val_g\r\n0,0.5,1.0,1.0,2.0\r\n");
    }

    @Test
    void writesNoRowTwiceAfterACrash() throws IOException {
        TrainingEvent started = started(1, Map.of("type", "CSVLogger", "filename", "log.csv"));
        TrainingEvent first = row(1, 1, 0, Map.of("loss", 0.5, "val_loss", 0.5));
        TrainingEvent second = row(1, 2, 1, Map.of("loss", 0.25, "val_loss", 0.5));
        record(started, first);
        Files.writeString(root.resolve("run/log.csv"), "1,0.2", java.nio.file.StandardOpenOption.APPEND);
        record(first, second);
        record(started, first, second);

        assertThat(Files.readString(root.resolve("run/log.csv")))
                .isEqualTo("epoch,loss,val_loss\r\n0,0.5,0.5\r\n1,0.25,0.5\r\n");
    }

    @Test
    void beginsAgainWithANewAttempt() throws IOException {
        Map<String, Object> logger = Map.of("type", "CSVLogger", "filename", "log.csv");
        record(started(1, logger), row(1, 1, 0, Map.of("loss", 0.5, "val_loss", 0.5)));
        record(started(2, logger), row(1, 2, 1, Map.of("loss", 9.0)), row(2, 1, 0, Map.of("loss", 0.25)));

        assertThat(Files.readString(root.resolve("run/log.csv"))).isEqualTo("epoch,loss,val_loss\r\n0,0.25,NA\r\n");
    }

    @Test
    void removesTheRowsThatAResumedRunWritesAgain() throws IOException {
        TrainingEvent started = started(1, Map.of("type", "CSVLogger", "filename", "log.csv"));
        TrainingEvent first = row(1, 2, 0, Map.of("loss", 0.5, "val_loss", 0.5));
        TrainingEvent second = row(1, 5, 1, Map.of("loss", 0.25, "val_loss", 0.5));
        TrainingEvent resumed = new TrainingEvent.RunResumed(
                "run", 2, 0, Instant.EPOCH, ((RunStarted) started).spec(), 1, 1, 2, 1, 4, "key", 1, 1, "cpu");
        record(started, first, second);
        record(resumed, row(1, 6, 2, Map.of("loss", 9.0)), row(2, 2, 1, Map.of("loss", 0.25, "val_loss", 0.5)));

        assertThat(Files.readString(root.resolve("run/log.csv")))
                .isEqualTo("epoch,loss,val_loss\r\n0,0.5,0.5\r\n1,0.25,0.5\r\n");
    }

    @Test
    void followsItsPositionWhenAUserChangesTheList() throws IOException {
        Map<String, Object> first = Map.of("type", "CSVLogger", "filename", "log.csv");
        Map<String, Object> second = Map.of("type", "CSVLogger", "filename", "more.csv");
        Map<String, Double> logs = Map.of("loss", 0.5, "val_loss", 0.5);
        record(started(1, first), row(1, 1, 0, logs), reached(2, second, first));
        // Restarted in between.
        record(
                row(1, 3, 1, logs),
                reached(4, Map.of("type", "EarlyStopping")),
                row(1, 5, 2, logs),
                reached(6, first),
                row(1, 7, 3, logs));

        assertThat(Files.readString(root.resolve("run/log.csv")))
                .isEqualTo("epoch,loss,val_loss\r\n0,0.5,0.5\r\n3,0.5,0.5\r\n");
        assertThat(Files.readString(root.resolve("run/more.csv"))).isEqualTo("epoch,loss,val_loss\r\n1,0.5,0.5\r\n");
    }

    /** An attempt before had another list when it died. */
    @Test
    void aRunThatBeginsAgainLeavesNothingOfAListThatAUserChanged() throws IOException {
        Map<String, Object> first = Map.of("type", "CSVLogger", "filename", "log.csv");
        Map<String, Object> second = Map.of("type", "CSVLogger", "filename", "more.csv");
        record(started(1, first), reached(1, second), row(1, 2, 0, Map.of("loss", 0.5, "val_loss", 0.5)));
        record(started(2, first), row(2, 1, 0, Map.of("loss", 0.5, "val_loss", 0.25)));

        assertThat(root.resolve("run/more.csv")).isEmptyFile();
        assertThat(Files.readString(root.resolve("run/log.csv"))).isEqualTo("epoch,loss,val_loss\r\n0,0.5,0.25\r\n");
    }

    @SafeVarargs
    private static TrainingEvent reached(long sequence, Map<String, Object>... callbacks) {
        RunSpec spec = Specs.with(List.of(), List.of());
        return new TrainingEvent.BatchReached(
                "run",
                1,
                sequence,
                Instant.EPOCH,
                TrainingParams.of(spec),
                0,
                0,
                1,
                Metrics.NONE,
                0.1,
                List.of(callbacks),
                null);
    }

    private void record(TrainingEvent... events) throws IOException {
        RebuildingRecorder recorder = CsvFormat.recorder(root, FAILURES);
        for (TrainingEvent event : events) {
            recorder.record(0, event);
        }
    }

    private static RunStarted started(int attempt, Map<String, Object> callback) {
        RunSpec spec = Specs.with(List.of(), List.of(callback));
        return new RunStarted(
                "run", attempt, 0, Instant.EPOCH, spec, List.of(28, 28, 1), 1, 1, "cpu", spec.callbacks());
    }

    private static VerdictApplied row(int attempt, long sequence, int epoch, Map<String, Double> logs) {
        return new VerdictApplied(
                "run",
                attempt,
                sequence,
                Instant.EPOCH,
                0,
                epoch,
                1,
                List.of(),
                List.of(),
                List.of(new Verdict.Recording(0, Metrics.of(logs))),
                0.1);
    }
}
