package io.epochal.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlatServiceTest {
    private static final List<String> JARS = List.of(
            "quarkus/generated.jar", "app/service.jar", "lib/boot/runner.jar", "lib/main/a.jar", "lib/main/b.jar");

    @TempDir
    private Path folder;

    @Test
    void hasEveryJarOnTheClassPathInTheOrderInWhichQuarkusLooks() throws Exception {
        FlatService service = packaged(folder);
        Files.writeString(folder.resolve("lib/main/notes.txt"), "no jar");

        assertThat(service.environment())
                .containsExactly(Map.entry(
                        "CLASSPATH",
                        String.join(
                                ":",
                                JARS.stream()
                                        .map(jar -> folder.resolve(jar).toString())
                                        .toList())));
        assertThat(service.command(List.of("-Xmx256m")))
                .contains("-Xmx256m")
                .endsWith(FlatService.MAIN)
                .doesNotContain("-jar");
    }

    @Test
    void isStartedByQuarkusWhereAPathWouldBeTwo() throws Exception {
        FlatService service = packaged(folder.resolve("a:b"));

        assertThat(service.environment()).isEmpty();
        assertThat(service.command(List.of())).endsWith("-jar", service.jar().toString());
    }

    @Test
    void isStartedByQuarkusWhereItsJarsAreElsewhere() throws Exception {
        FlatService service = new FlatService(folder.resolve("quarkus-run.jar"));

        assertThat(service.environment()).isEmpty();
        assertThat(service.command(List.of())).endsWith("-jar", service.jar().toString());
    }

    private static FlatService packaged(Path at) throws IOException {
        for (String jar : JARS) {
            Files.createDirectories(at.resolve(jar).getParent());
            Files.writeString(at.resolve(jar), "a jar");
        }
        return new FlatService(at.resolve("quarkus-run.jar"));
    }
}
