package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trainer service keeps the contract of trainers as every other one. {@code make conformance} tries every duty. */
@Tag("long")
@Tag("longest")
class OwnTrainerIT {
    private static final Path TRAINER =
            Path.of("../trainer-service/target/quarkus-app/quarkus-run.jar").toAbsolutePath();

    @TempDir
    private Path home;

    @Test
    void passesTheDutiesThatAreItsOwnOnTheTopics() throws Exception {
        Launcher.Result kit = Launcher.withSharedLibrary(home)
                .run(
                        "conformance",
                        "--kafka",
                        "--spec",
                        Path.of("../runs/wine-classifier.yaml").toAbsolutePath().toString(),
                        "--set",
                        "epochs=6",
                        "--timeout",
                        "120",
                        "--only",
                        "stop,restore,fence",
                        "--",
                        "env",
                        "QUARKUS_MANAGEMENT_PORT=0",
                        "DJL_CACHE_DIR=" + Files.createDirectories(home.resolve("cache/djl")),
                        "EPOCHAL_INPUTS_DIRECTORY={folder}/inputs",
                        "EPOCHAL_UNSTORED_DIRECTORY={folder}/unstored",
                        "java",
                        "-Xmx768m",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        TRAINER.toString());

        assertThat(kit.exitCode()).as(kit.output()).isZero();
        assertThat(kit.lines()).hasSize(3).allMatch(line -> line.startsWith("passed"));
    }
}
