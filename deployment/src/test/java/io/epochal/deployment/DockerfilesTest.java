package io.epochal.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A build of an image cannot include another one's lines; so they are held equal here. */
class DockerfilesTest {
    private static final String LAST_SHARED_LINE = "COPY deployment/pom.xml deployment/";

    @ParameterizedTest
    @ValueSource(strings = {"trainer-service/Dockerfile", "trainer-service/Dockerfile.gpu", "command-line/Dockerfile"})
    void beginsAsTheCallbackServicesDoes(String file) throws IOException {
        assertThat(runtimeAndPoms(file)).isEqualTo(runtimeAndPoms("callback-service/Dockerfile"));
    }

    /** A module whose pom is missing there ends every build of an image. */
    @Test
    void copiesThePomOfEveryModule() throws IOException {
        List<String> copied = runtimeAndPoms("callback-service/Dockerfile").stream()
                .filter(line -> line.startsWith("COPY ") && line.contains("/pom.xml "))
                .map(line -> line.split(" ")[1])
                .toList();
        try (Stream<String> pom = Files.lines(Path.of("../pom.xml"))) {
            List<String> modules = pom.map(String::strip)
                    .filter(line -> line.startsWith("<module>"))
                    .map(line -> line.replaceAll("</?module>", "") + "/pom.xml")
                    .toList();
            assertThat(copied).containsExactlyInAnyOrderElementsOf(modules);
        }
    }

    /** From the build's base to the last pom, without what says for which module the poms are. */
    private static List<String> runtimeAndPoms(String file) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", file));
        int from = lines.indexOf("FROM ${BUILD} AS build");
        int to = lines.indexOf(LAST_SHARED_LINE);
        assertThat(from).as(file).isNotNegative();
        assertThat(to).as(file).isGreaterThan(from);
        return lines.subList(from, to + 1);
    }
}
