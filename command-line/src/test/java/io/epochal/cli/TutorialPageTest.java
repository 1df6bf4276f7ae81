package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages about plug-ins show the files of the examples as the build compiles them. */
class TutorialPageTest {
    @ParameterizedTest
    @CsvSource({"first-callback.md, 4", "first-model.md, 3", "data.md, 1"})
    void showsTheFilesThatAreBuilt(String page, int count) throws IOException {
        Map<String, String> files = TutorialPage.read(page).files();
        files.keySet().removeIf(name -> !name.startsWith("examples/"));

        assertThat(files).hasSize(count);
        for (Map.Entry<String, String> file : files.entrySet()) {
            assertThat(Files.readString(Path.of("..").resolve(file.getKey())).stripTrailing())
                    .as(file.getKey())
                    .isEqualTo(file.getValue());
        }
    }
}
