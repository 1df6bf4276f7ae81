package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/first-callback.md tells to type, typed. */
class TutorialIT {
    private static final Path JAR = Path.of("../examples/callback-plugin/target/callback-plugin-0.1.0-SNAPSHOT.jar");

    @TempDir
    private Path home;

    @Test
    void replayPrintsWhatThePageShows() throws Exception {
        TutorialPage page = TutorialPage.read("first-callback.md");
        Map<String, String> files = page.files();
        Files.copy(JAR, Files.createDirectories(home.resolve("plugins")).resolve("callback-plugin.jar"));
        for (String name : List.of("history.csv", "callbacks.yaml")) {
            Files.writeString(home.resolve(name), files.get(name) + "\n");
        }
        String[] arguments = page.arguments().stream()
                .map(word -> files.containsKey(word) ? home.resolve(word).toString() : word)
                .toArray(String[]::new);

        Launcher.Result replay = new Launcher(home).run(arguments);

        assertThat(replay.exitCode()).as(replay.output()).isZero();
        assertThat(String.join("\n", replay.lines())).isEqualTo(page.command().group(2));
    }
}
