package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.cli.command.ExitCode;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Real processes: deleted recordings are rebuilt when the stack starts. */
@Tag("long")
@ExtendWith(SharedStack.class)
class RebuildsIT {
    private final Launcher epochal;

    RebuildsIT(Launcher epochal) {
        this.epochal = epochal;
    }

    @Test
    void aDeletedTensorBoardFolderIsRebuiltAfterARestart() throws Exception {
        Launcher.Result trained = epochal.start(
                        "train",
                        "runs/mnist-every-callback.yaml",
                        "--set",
                        "data.limit=2000",
                        "--set",
                        "epochs=2",
                        "--output",
                        "json")
                .result();
        assertThat(trained.exitCode()).as(trained.output()).isZero();
        assertThat(epochal.run("down").exitCode()).isZero();
        assertThat(epochal.run("status").exitCode()).isEqualTo(ExitCode.DOWN);
        Path recorded = Path.of(
                Wire.JSON.readTree(trained.lastLine()).get("tensorboard").asText());
        Map<String, byte[]> before = recordings(recorded);
        assertThat(before.keySet())
                .anyMatch(name -> name.contains("train/events.out.tfevents."))
                .anyMatch(name -> name.contains("validation/events.out.tfevents."))
                .anyMatch(name -> name.endsWith(".csv"));
        SharedStack.delete(epochal.home().resolve("tensorboard"));

        assertThat(epochal.run("up").exitCode()).isZero();
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            assertThat(recordings(recorded).keySet()).isEqualTo(before.keySet());
            before.forEach((name, bytes) -> assertThat(recorded.resolve(name)).hasBinaryContent(bytes));
        });
    }

    /** All files but the recorders' own state. */
    private static Map<String, byte[]> recordings(Path root) throws IOException {
        Map<String, byte[]> found = new TreeMap<>();
        try (Stream<Path> all = Files.isDirectory(root) ? Files.walk(root) : Stream.empty()) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString();
                if (!name.contains(".recorded") && !name.contains(".posted")) {
                    found.put(name, Files.readAllBytes(file));
                }
            }
        }
        return found;
    }
}
