package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code examples/djl}, a program with {@code clients/djl}, keeps the contract of trainers. {@code make conformance} tries every duty. */
class DjlClientIT {
    private static final Path TARGET = Path.of("../examples/djl/target").toAbsolutePath();

    @TempDir
    private Path home;

    @Test
    void passesTheDutiesThatNeedItsFramework() throws Exception {
        Launcher.Result kit = new Launcher(home)
                .run(
                        "conformance",
                        "--only",
                        "stop,rate,restore,resume",
                        "--",
                        "java",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        TARGET.resolve("classes") + ":" + Files.readString(TARGET.resolve("classpath")),
                        "io.epochal.example.djl.TrainSpirals",
                        "--epochs",
                        "6",
                        "--rows",
                        "320",
                        "--checkpoints",
                        "{folder}");

        assertThat(kit.exitCode()).as(kit.output()).isZero();
        assertThat(kit.lines()).hasSize(4).allMatch(line -> line.startsWith("passed"));
    }
}
