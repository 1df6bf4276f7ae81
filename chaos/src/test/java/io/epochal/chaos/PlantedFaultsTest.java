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

/** The patches that {@code make chaos-faults} plants still apply: the code that each replaces occurs once in the class that it names. */
class PlantedFaultsTest {
    private static final String CLASS = "class: ";

    static List<Path> patches() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("faults"))) {
            return files.filter(file -> file.toString().endsWith(".patch")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("patches")
    void appliesToTheSources(Path patch) throws IOException {
        List<String> lines = Files.readAllLines(patch);
        String name = lines.stream()
                .filter(line -> line.startsWith(CLASS))
                .map(line -> line.substring(CLASS.length()) + ".java")
                .findFirst()
                .orElseThrow();
        int hunk = lines.indexOf(
                lines.stream().filter(line -> line.startsWith("@@")).findFirst().orElseThrow());
        String before = lines.subList(hunk + 1, lines.size()).stream()
                .filter(line -> !line.startsWith("+"))
                .map(line -> line.isEmpty() ? line : line.substring(1))
                .collect(Collectors.joining("\n"));

        List<Path> sources = sources(name);
        assertThat(sources).as(name).hasSize(1);
        assertThat(Files.readString(sources.get(0))).containsOnlyOnce(before);
    }

    private static List<Path> sources(String name) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            return files.filter(file -> file.endsWith(name) && file.toString().contains("src/main/java"))
                    .filter(file -> !file.toString().contains("target"))
                    .toList();
        }
    }
}
