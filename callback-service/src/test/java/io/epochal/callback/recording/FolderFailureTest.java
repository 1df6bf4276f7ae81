package io.epochal.callback.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.recording.csv.CsvFormat;
import io.epochal.callback.recording.folder.RecordingPath;
import io.epochal.callback.recording.folder.UnrecordableException;
import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that is full for a while, and what is thrown in the middle of a recording. */
class FolderFailureTest {
    private final List<RecordingFailure> failures = new ArrayList<>();
    private Throwable thrown = new IOException("No space left on device");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void whatADiskDidNotTakeIsWrittenAnewWhenTheServiceRestarts(int full) throws IOException {
        List<TrainingEvent> run = RunEvents.of("run", RunEvents.ALL_LOGGERS);
        List<TrainingEvent> other = RunEvents.of("other", RunEvents.ALL_LOGGERS);
        Path root = folder.resolve("recordings");
        RebuildingRecorder recorder = failing(root, full);
        recorder.rebuild(0);
        run.forEach(event -> recorder.record(0, event));
        other.forEach(event -> recorder.record(0, event));
        assertThat(failures).singleElement().matches(RecordingFailure::temporary);

        RebuildingRecorder again = failing(root, Integer.MAX_VALUE);
        assertThat(again.missing(0)).isNotEmpty();
        again.rebuild(0);
        run.forEach(event -> again.record(0, event));
        other.forEach(event -> again.record(0, event));

        Path undisturbed = folder.resolve("undisturbed");
        run.forEach(event -> failing(undisturbed, Integer.MAX_VALUE).record(0, event));
        assertThat(FolderSnapshot.recorded(root, "run")).isEqualTo(FolderSnapshot.recorded(undisturbed, "run"));
        assertThat(failing(root, Integer.MAX_VALUE).missing(0)).isEmpty();
    }

    @Test
    void whateverIsThrownEndsThatRecordingAlone() throws IOException {
        for (Throwable one : List.of(
                new StackOverflowError(),
                new NoClassDefFoundError("x"),
                new AssertionError(),
                new IllegalStateException("a\nb".repeat(2000)),
                new Error())) {
            thrown = one;
            failures.clear();
            Path root = folder.resolve("recordings-" + one.getClass().getSimpleName());
            RebuildingRecorder recorder = failing(root, 2);
            RunEvents.of("run", RunEvents.ALL_LOGGERS).forEach(event -> recorder.record(0, event));
            RunEvents.of("other", RunEvents.ALL_LOGGERS).forEach(event -> recorder.record(0, event));

            assertThat(failures).singleElement().satisfies(failure -> {
                assertThat(failure.run()).isEqualTo("run");
                assertThat(failure.reason()).hasSizeLessThan(1001).matches("\\P{Cc}*");
            });
            assertThat(FolderSnapshot.recorded(root, "other").get("log.csv")).contains("\r\n1,0.5,0.25\r\n");
        }
    }

    /** A recorder of which the first run's recording fails at this one of its events. */
    private RebuildingRecorder failing(Path root, int at) {
        return new RebuildingRecorder(root, place -> new Failing(new CsvFormat(place), at), failures::add);
    }

    private final class Failing implements RecordingFormat {
        private final RecordingFormat whole;
        private final int at;
        private int recorded;

        Failing(RecordingFormat whole, int at) {
            this.whole = whole;
            this.at = at;
        }

        private void fail(boolean now) throws IOException {
            if (now && thrown instanceof IOException e) {
                throw e;
            } else if (now && thrown instanceof RuntimeException e) {
                throw e;
            } else if (now) {
                throw (Error) thrown;
            }
        }

        private OpenRecording watched(OpenRecording recording) {
            return new OpenRecording() {
                @Override
                public RecordingPath path() {
                    return recording.path();
                }

                @Override
                public boolean endsAt(TrainingEvent event) {
                    return recording.endsAt(event);
                }

                @Override
                public void record(TrainingEvent event, RecordingPlan plan) throws IOException {
                    fail(++recorded == at);
                    recording.record(event, plan);
                }

                @Override
                public void close() throws IOException {
                    recording.close();
                }
            };
        }

        @Override
        public String name() {
            return whole.name();
        }

        @Override
        public String type() {
            return whole.type();
        }

        @Override
        public Optional<String> recordingOf(String file) {
            return whole.recordingOf(file);
        }

        @Override
        public RecordingFiles files(RecordingPath path) throws UnrecordableException {
            return whole.files(path);
        }

        @Override
        public OpenRecording open(RecordingPath path) throws IOException {
            return watched(whole.open(path));
        }

        @Override
        public OpenRecording begin(RecordingPath path, TrainingEvent.Barrier first, boolean ours) throws IOException {
            fail(at == 0 && recorded++ == 0);
            return watched(whole.begin(path, first, ours));
        }
    }
}
