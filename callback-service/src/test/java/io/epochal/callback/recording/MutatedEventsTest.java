package io.epochal.callback.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.callback.JsonMutation;
import io.epochal.callback.recording.csv.CsvFormat;
import io.epochal.callback.recording.http.PrivateDestinations;
import io.epochal.callback.recording.remote.RemoteMonitorRecorder;
import io.epochal.callback.recording.tensorboard.TensorBoardFormat;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Identifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Events of which something is wrong, by the thousand, through every recorder. */
// Tests of the whole service wait most of their time: this uses it.
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class MutatedEventsTest {
    private static final int EVENTS = 6000;
    private static final List<TrainingEvent> INNOCENT = RunEvents.of("innocent", RunEvents.ALL_LOGGERS);

    private final List<RecordingFailure> failures = new CopyOnWriteArrayList<>();
    private int read;

    @TempDir
    private Path folder;

    @Test
    void failTheirOwnRecordingsAndNothingElse() throws IOException {
        Path undisturbed = folder.resolve("undisturbed");
        recorders(undisturbed).forEach(recorder -> INNOCENT.forEach(event -> recorder.record(0, event)));
        Path victim = Files.createDirectories(folder.resolve("victim"));
        Files.writeString(victim.resolve("victim.txt"), "mine");
        Path root = folder.resolve("recordings");
        List<String> texts = List.of(
                "",
                "..",
                "../victim/victim.txt",
                victim.resolve("victim.txt").toString(),
                "a\0b",
                "a/b",
                "logs",
                "log.csv",
                ".recorded.json",
                "\ud83d\ude00\u202e",
                "innocent",
                "innocent/log.csv",
                "no base64!");
        Random random = new Random(14);
        JsonMutation mutation = new JsonMutation(random, texts);
        MutatedEvents mutants = new MutatedEvents(random, mutation, golden(), 300);
        List<RebuildingRecorder> recorders = recorders(root);
        try (RemoteMonitorRecorder remote = new RemoteMonitorRecorder(root, PrivateDestinations.NONE, failures::add)) {
            for (int i = 0; i < EVENTS; i++) {
                mutants.next(i).ifPresent(event -> tell(event, recorders, remote));
                if (i % (EVENTS / INNOCENT.size()) == 0 && i * INNOCENT.size() / EVENTS < INNOCENT.size()) {
                    TrainingEvent next = INNOCENT.get(i * INNOCENT.size() / EVENTS);
                    recorders.forEach(recorder -> recorder.record(0, next));
                    remote.record(next);
                }
            }
        }

        assertThat(read).as("events that Java can read").isGreaterThan(EVENTS / 4);
        assertThat(failures).hasSizeGreaterThan(100).allSatisfy(failure -> {
            assertThat(failure.reason()).hasSizeLessThan(1001).matches("\\P{Cc}*");
            assertThat(failure.temporary()).as(failure.toString()).isFalse();
        });
        assertThat(FolderSnapshot.of(victim, name -> true)).hasSize(2).containsEntry("victim.txt", "mine");
        assertThat(FolderSnapshot.of(folder, name -> !name.contains("/") && !name.isEmpty()))
                .containsOnlyKeys("undisturbed", "victim", "recordings");
        assertThat(FolderSnapshot.of(root, name -> !name.contains("/") && !name.isEmpty())
                        .keySet())
                .allMatch(name -> Identifier.isValid(name) || name.matches("\\.recorded-(csv|tensorboard)-0\\.json"));
        Map<String, String> innocent = FolderSnapshot.recorded(root, "innocent");
        innocent.remove(".posted.json");
        assertThat(innocent).isEqualTo(FolderSnapshot.recorded(undisturbed, "innocent"));
    }

    private void tell(TrainingEvent event, List<RebuildingRecorder> recorders, RemoteMonitorRecorder remote) {
        read++;
        recorders.forEach(recorder -> recorder.record(0, event));
        remote.record(event);
    }

    /** With all loggers in each list, settings that are right and wrong. */
    private static List<ObjectNode> golden() throws IOException {
        List<ObjectNode> golden = MutatedEvents.examples();
        for (ObjectNode message : golden) {
            if (message.get("value").get("callbacks") instanceof ArrayNode list) {
                list.removeAll();
                RunEvents.ALL_LOGGERS.forEach(one -> list.add(Wire.JSON.valueToTree(one)));
            }
        }
        return golden;
    }

    private List<RebuildingRecorder> recorders(Path root) {
        return List.of(TensorBoardFormat.recorder(root, failures::add), CsvFormat.recorder(root, failures::add));
    }
}
