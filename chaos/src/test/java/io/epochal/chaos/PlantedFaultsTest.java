package io.epochal.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The faults that {@code make chaos-faults} plants can still be planted: what each replaces is where it says. */
class PlantedFaultsTest {
    static List<Path> patches() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("faults"))) {
            return files.filter(file -> file.toString().endsWith(".patch")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("patches")
    void replacesWhatIsThere(Path patch) throws IOException {
        List<String> lines = Files.readAllLines(patch);
        String source = lines.stream()
                .filter(line -> line.startsWith("--- a/"))
                .map(line -> line.substring("--- a/".length()))
                .findFirst()
                .orElseThrow();
        int hunk = lines.indexOf(
                lines.stream().filter(line -> line.startsWith("@@")).findFirst().orElseThrow());
        String before = lines.subList(hunk + 1, lines.size()).stream()
                .filter(line -> !line.startsWith("+"))
                .map(line -> line.isEmpty() ? line : line.substring(1))
                .collect(Collectors.joining("\n"));

        assertThat(Files.readString(Path.of("..", source))).contains(before);
    }
}
