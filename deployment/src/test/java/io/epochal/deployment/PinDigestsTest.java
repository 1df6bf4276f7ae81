package io.epochal.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docker/pin-digests}, with a registry that says what the test wants to hear. */
class PinDigestsTest {
    private static final String OLD = "sha256:" + "1".repeat(64);
    private static final String NEW = "sha256:" + "2".repeat(64);

    @TempDir
    Path folder;

    private Path dockerfile;
    private Path compose;

    @BeforeEach
    void aCopyOfWhatIsPinned() throws IOException {
        dockerfile = Files.createDirectories(folder.resolve("callback-service")).resolve("Dockerfile");
        Files.copy(Path.of("../callback-service/Dockerfile"), dockerfile);
        compose = folder.resolve("docker-compose.yml");
        Files.copy(Path.of("../docker-compose.yml"), compose);
    }

    @Test
    void writesTheDigestBehindEachTagAndNothingElse() throws Exception {
        String before = Files.readString(dockerfile);

        assertThat(pin("echo " + OLD)).isZero();

        assertThat(Files.readAllLines(dockerfile))
                .contains("ARG BASE=debian:bookworm-slim@" + OLD, "ARG BUILD=maven:3.9-eclipse-temurin-17@" + OLD);
        assertThat(Files.readString(dockerfile).replace("@" + OLD, "")).isEqualTo(before);
        assertThat(Files.readString(compose))
                .contains("image: apache/kafka:4.2.1@" + OLD + "\n", "image: epochal/minio:0.1.0\n");
    }

    @Test
    void writesNewerOnesInPlaceOfThem() throws Exception {
        pin("echo " + OLD);
        assertThat(pin("echo " + NEW)).isZero();
        assertThat(Files.readString(dockerfile))
                .contains("debian:bookworm-slim@" + NEW + "\n")
                .doesNotContain(OLD);
    }

    @Test
    void forgetsThem() throws Exception {
        String before = Files.readString(compose);
        pin("echo " + OLD);
        assertThat(pin("exit 1", "--forget")).isZero();
        assertThat(Files.readString(compose)).isEqualTo(before);
    }

    @Test
    void leavesWhatNoRegistryKnowsAndSaysSoByItsExitCode() throws Exception {
        String before = Files.readString(dockerfile);
        assertThat(pin("exit 1")).isEqualTo(1);
        assertThat(pin("echo '<html>'")).isEqualTo(1);
        assertThat(Files.readString(dockerfile)).isEqualTo(before);
    }

    private int pin(String docker, String... arguments) throws IOException, InterruptedException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path fake = bin.resolve("docker");
        Files.writeString(fake, "#!/bin/sh\n" + docker + "\n");
        Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwx------"));
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "../docker/pin-digests")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.txt").toFile());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("ROOT", folder.toString());
        builder.environment().merge("PATH", bin.toString(), (path, own) -> own + ":" + path);
        return builder.start().waitFor();
    }
}
