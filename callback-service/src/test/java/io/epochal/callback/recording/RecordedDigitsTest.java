package io.epochal.callback.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.recording.csv.CsvFormat;
import io.epochal.callback.recording.tensorboard.TensorBoardFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Recordings have the same digits where the machine's own are others. */
@Isolated("the default locale is the whole JVM's")
class RecordedDigitsTest {
    private final List<RecordingFailure> failures = new ArrayList<>();

    @TempDir
    private Path root;

    @Test
    void theDigitsAreThoseOfEveryLocale() throws IOException {
        Locale before = Locale.getDefault();
        Path arabic = root.resolve("arabic");
        Path plain = root.resolve("plain");
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            record(arabic);
        } finally {
            Locale.setDefault(before);
        }
        record(plain);

        assertThat(FolderSnapshot.recorded(arabic, "run")).isEqualTo(FolderSnapshot.recorded(plain, "run"));
        assertThat(failures).isEmpty();
    }

    private void record(Path where) {
        RebuildingRecorder csv = CsvFormat.recorder(where, failures::add);
        RebuildingRecorder tensorBoard = TensorBoardFormat.recorder(where, failures::add);
        RunEvents.of("run", RunEvents.ALL_LOGGERS).forEach(event -> {
            csv.record(0, event);
            tensorBoard.record(0, event);
        });
    }
}
