package io.epochal.callback.recording;

import io.epochal.callback.recording.csv.CsvFormat;
import io.epochal.callback.recording.tensorboard.TensorBoardFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process of its own, for a machine that has another character set. */
final class WithoutUtf8 {
    private WithoutUtf8() {}

    public static void main(String[] arguments) {
        Path root = Path.of(arguments[0]);
        RecordingFailures say = failure -> System.out.println(failure.place() + ": " + failure.reason());
        List<RebuildingRecorder> recorders =
                List.of(CsvFormat.recorder(root, say), TensorBoardFormat.recorder(root, say));
        List<Map<String, Object>> callbacks = List.of(
                Map.of("type", "CSVLogger", "filename", "\u00e9pitre.csv"),
                Map.of("type", "TensorBoard", "log_dir", "mod\u00e8le"),
                Map.of("type", "CSVLogger", "filename", "log.csv"));
        for (RebuildingRecorder recorder : recorders) {
            RunEvents.of("run", callbacks).forEach(event -> recorder.record(0, event));
            RunEvents.of("mod\u00e8le", callbacks).forEach(event -> recorder.record(0, event));
            RunEvents.of("innocent", RunEvents.ALL_LOGGERS).forEach(event -> recorder.record(0, event));
        }
    }
}
