package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** docs/first-callback.md shows the files of examples/callback-plugin as the build compiles them. */
class TutorialPageTest {
    @Test
    void showsTheFilesThatAreBuilt() throws IOException {
        Map<String, String> files = TutorialPage.read().files();
        files.keySet().removeIf(name -> !name.startsWith("examples/"));

        assertThat(files).hasSize(4);
        for (Map.Entry<String, String> file : files.entrySet()) {
            assertThat(Files.readString(Path.of("..").resolve(file.getKey())).stripTrailing())
                    .as(file.getKey())
                    .isEqualTo(file.getValue());
        }
    }
}
