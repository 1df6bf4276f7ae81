package io.epochal.callback.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.recording.tensorboard.TensorBoardFormat;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An event that changes nothing in a recorder's files need not be decoded. */
class PassedOverEventsTest {
    private static final List<Map<String, Object>> NO_RECORDER =
            List.of(Map.of("type", "EarlyStopping", "patience", 3));

    private final List<RecordingFailure> failures = new ArrayList<>();

    @TempDir
    private Path root;

    private static byte[] json(TrainingEvent event) {
        return Wire.encode(event, "/test").value();
    }

    @Test
    void ofARunWithoutTheRecordersCallbackNothingIsDecodedUntilItHasOne() {
        RebuildingRecorder recorder = TensorBoardFormat.recorder(root, failures::add);
        TrainingEvent started = RunEvents.started("run", 1, NO_RECORDER);
        assertThat(recorder.passesOver("run", json(started)))
                .as("files of an earlier process are looked for")
                .isFalse();
        recorder.record(0, started);
        assertThat(recorder.passesOver("run", json(RunEvents.applied("run", 1, 0, 3))))
                .isTrue();
        assertThat(recorder.passesOver("other", json(RunEvents.applied("other", 1, 0, 3))))
                .isFalse();
        assertThat(recorder.passesOver("run", json(RunEvents.started("run", 2, RunEvents.ALL_LOGGERS))))
                .isFalse();
    }

    @Test
    void ofARunThatIsRecordedEachEventIsDecoded() {
        RebuildingRecorder recorder = TensorBoardFormat.recorder(root, failures::add);
        recorder.record(0, RunEvents.started("run", 1, RunEvents.ALL_LOGGERS));
        assertThat(recorder.passesOver("run", json(RunEvents.applied("run", 1, 0, 3))))
                .isFalse();
    }

    @Test
    void whatIsPassedOverLeavesTheSameFiles() throws IOException {
        Path all = root.resolve("all");
        Path some = root.resolve("some");
        RebuildingRecorder decoding = TensorBoardFormat.recorder(all, failures::add);
        RebuildingRecorder passing = TensorBoardFormat.recorder(some, failures::add);
        List<TrainingEvent> events = new ArrayList<>(RunEvents.of("plain", NO_RECORDER));
        events.addAll(RunEvents.of("recorded", RunEvents.ALL_LOGGERS));
        int passed = 0;
        for (TrainingEvent event : events) {
            decoding.record(0, event);
            if (!(event instanceof TrainingEvent.RunEnded) && passing.passesOver(event.run(), json(event))) {
                passed++;
            } else {
                passing.record(0, event);
            }
        }
        assertThat(passed).isPositive();
        assertThat(FolderSnapshot.recorded(some, "recorded")).isEqualTo(FolderSnapshot.recorded(all, "recorded"));
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"type\":\"CSVLogger\"}', true",
        "'{\"type\":\"CSVLogge\"}', false",
        "'CSVLoggeCSVLogger', true",
        "'{\"type\":\"\\u0043SVLogger\"}', true",
        "'', false",
        "CSVLogge, false"
    })
    void aNameIsFoundHoweverItIsWritten(String json, boolean found) {
        assertThat(NamedBytes.mayHave(json.getBytes(StandardCharsets.UTF_8), "CSVLogger"))
                .isEqualTo(found);
    }
}
