package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: recordings that were deleted are there again when the stack is up again. */
class RebuildsIT {
    @TempDir
    private Path home;

    private Launcher epochal;

    @AfterEach
    void down() throws Exception {
        var unused = epochal.run("down");
    }

    @Test
    void aDeletedTensorBoardFolderIsThereAgainEqualAfterARestart() throws Exception {
        epochal = new Launcher(home);
        assertThat(epochal.run("up").exitCode()).isZero();
        Launcher.Result trained = epochal.start(
                        "train", "runs/mnist-every-callback.yaml", "--set", "data.limit=2000", "--set", "epochs=2")
                .result();
        assertThat(trained.exitCode()).as(trained.everything()).isZero();
        assertThat(epochal.run("down").exitCode()).isZero();
        Map<String, byte[]> before = recordings();
        assertThat(before.keySet())
                .anyMatch(name -> name.contains("/train/events.out.tfevents."))
                .anyMatch(name -> name.contains("/validation/events.out.tfevents."))
                .anyMatch(name -> name.endsWith(".csv"));
        delete(home.resolve("tensorboard"));

        assertThat(epochal.run("up").exitCode()).isZero();
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            assertThat(recordings().keySet()).isEqualTo(before.keySet());
            before.forEach((name, bytes) ->
                    assertThat(home.resolve("tensorboard").resolve(name)).hasBinaryContent(bytes));
        });
    }

    /** All but the recorders' own marks. */
    private Map<String, byte[]> recordings() throws IOException {
        Path root = home.resolve("tensorboard");
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
