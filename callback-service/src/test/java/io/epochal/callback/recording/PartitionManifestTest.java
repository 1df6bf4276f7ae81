package io.epochal.callback.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.recording.csv.CsvFormat;
import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a ledger, and the marks beside a file, are found as: by an earlier version, torn, or full of something else. */
class PartitionManifestTest {
    private static final List<TrainingEvent> RUN = RunEvents.of("run", RunEvents.ALL_LOGGERS);
    private final List<RecordingFailure> failures = new ArrayList<>();

    @TempDir
    private Path root;

    @Test
    void whatAnEarlierVersionHasWrittenIsWrittenAnew() throws IOException {
        Files.createDirectories(root.resolve("run"));
        Files.writeString(root.resolve("run/log.csv"), "epoch,loss,val_loss\r\n0,1.0,0.25\r\n");
        Files.writeString(
                root.resolve("run/log.csv.recorded-csv.json"),
                "{\"last\":{\"attempt\":1,\"sequence\":2},\"length\":34,\"settings\":{\"position\":1,\"filename\":"
                        + "\"log.csv\",\"separator\":\",\"},\"columns\":[\"loss\",\"val_loss\"],\"rows\":"
                        + "[{\"moment\":{\"attempt\":1,\"sequence\":2},\"begin\":0}]}");
        Files.writeString(ledger(), "{\"complete\":true,\"places\":[\"run/log.csv\"]}");

        assertThat(start()).isTrue();
        assertThat(root.resolve("run/log.csv")).hasContent("epoch,loss,val_loss\r\n0,1.0,0.25\r\n1,0.5,0.25\r\n");
        assertThat(start()).isFalse();
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n{\"pla", "\nnull", "\n[]", "\n{\"places\":7}", "garbage", "\n{\"places\":[null]}", "\0"})
    void oneThatIsTornIsWrittenAnew(String end) throws IOException {
        start();
        Files.writeString(ledger(), end, StandardOpenOption.APPEND);

        assertThat(start()).isTrue();
        assertThat(Files.readAllLines(root.resolve("run/log.csv"))).hasSize(3);
        assertThat(start()).isFalse();
    }

    @Test
    void whatFailedIsRetriedWhenTheLogIsReadFromItsBeginning() throws IOException {
        Path taken = root.resolve("run/log.csv");
        Files.createDirectories(taken.getParent());
        Files.writeString(taken, "mine");
        start();
        assertThat(failures).hasSize(1);
        assertThat(start()).as("for this alone").isFalse();
        Files.delete(taken);
        Files.delete(ledger());

        assertThat(start()).isTrue();
        assertThat(Files.readAllLines(taken)).hasSize(3);
    }

    @Test
    void aPluginsNameInTheListIsNoReasonNotToFollowIt() throws IOException {
        RebuildingRecorder recorder = CsvFormat.recorder(root, failures::add);
        RunEvents.of("run", List.of(Map.of("type", "OfAPlugin", "a", 1), Map.of("type", "CSVLogger", "filename", "x")))
                .forEach(event -> recorder.record(0, event));

        assertThat(Files.readAllLines(root.resolve("run/x"))).hasSize(3);
        assertThat(failures).isEmpty();
    }

    private Path ledger() {
        return root.resolve(".recorded-csv-0.json");
    }

    /** As the service starts; whether the log is told from its beginning. */
    private boolean start() throws IOException {
        RebuildingRecorder recorder = CsvFormat.recorder(root, failures::add);
        if (recorder.missing(0).isEmpty()) {
            return false;
        }
        recorder.rebuild(0);
        RUN.forEach(event -> recorder.record(0, event));
        return true;
    }
}
