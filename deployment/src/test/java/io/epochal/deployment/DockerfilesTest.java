package io.epochal.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A build of an image cannot include another one's lines; so they are held equal here. */
class DockerfilesTest {
    private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(.+)</artifactId>");
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

    /** With {@code -am} Maven builds what a module depends on, also what only its tests do. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "callback-service/Dockerfile",
                "trainer-service/Dockerfile",
                "trainer-service/Dockerfile.gpu",
                "command-line/Dockerfile"
            })
    void copiesTheSourcesOfEveryModuleThatItBuilds(String file) throws IOException {
        Map<String, Path> folders = moduleFolders();
        Set<String> built = new TreeSet<>();
        addWithDependencies(Path.of(file).getName(0).toString(), folders, built);
        List<String> lines = Files.readAllLines(Path.of("..", file));
        assertThat(built).allSatisfy(module -> {
            Path folder = Objects.requireNonNull(folders.get(module));
            assertThat(lines)
                    .as("the sources of %s", module)
                    .containsAnyOf(
                            "COPY " + folder + "/src " + folder + "/src",
                            "COPY " + folder.getName(0) + " " + folder.getName(0));
        });
    }

    /** By the name of its artifact. */
    private static Map<String, Path> moduleFolders() throws IOException {
        Map<String, Path> folders = new TreeMap<>();
        for (String module : MODULE.matcher(Files.readString(Path.of("../pom.xml")))
                .results()
                .map(found -> found.group(1))
                .toList()) {
            folders.put(artifacts(Path.of(module)).get(0), Path.of(module));
        }
        return folders;
    }

    private static void addWithDependencies(String artifact, Map<String, Path> folders, Set<String> built)
            throws IOException {
        Path folder = folders.get(artifact);
        if (folder != null && built.add(artifact)) {
            for (String other : artifacts(folder)) {
                addWithDependencies(other, folders, built);
            }
        }
    }

    /** The artifacts that a module's pom names behind its parent: its own first. */
    private static List<String> artifacts(Path folder) throws IOException {
        String pom = Files.readString(Path.of("..").resolve(folder).resolve("pom.xml"));
        return ARTIFACT.matcher(pom.substring(pom.indexOf("</parent>")))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** Else a file could not be called by a name with an accent, and what is asked for its health would not answer. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "callback-service/Dockerfile",
                "trainer-service/Dockerfile",
                "trainer-service/Dockerfile.gpu",
                "command-line/Dockerfile",
                "docker/tensorboard/Dockerfile",
                "docker/minio/Dockerfile"
            })
    void writesAnyName(String file) throws IOException {
        assertThat(Files.readString(Path.of("..", file))).contains("LANG=C.UTF-8 LC_ALL=C.UTF-8");
    }

    @ParameterizedTest
    @CsvSource({
        "callback-service/Dockerfile, callback-service",
        "trainer-service/Dockerfile, trainer-service",
        "trainer-service/Dockerfile.gpu, trainer-service"
    })
    void isAskedForItsHealthAtTheManagementPort(String file, String module) throws IOException {
        String properties = Files.readString(Path.of("..", module, "src/main/resources/application.properties"));
        String port = properties.replaceAll("(?s).*quarkus\\.management\\.port=(\\d+).*", "$1");
        assertThat(Files.readString(Path.of("..", file)))
                .contains("http://127.0.0.1:" + port + "/q/health/ready", "QUARKUS_MANAGEMENT_HOST=0.0.0.0");
        assertThat(Workload.all()
                        .filter(one ->
                                one.containers().get(0).path("image").asText().contains("/" + module + ":"))
                        .map(one -> one.containers().get(0).path("ports").toString()))
                .allSatisfy(ports -> assertThat(ports).contains("\"management\"", ":" + port));
    }

    /** Made by the build for the image: of what is in it, and not of another build's. */
    @ParameterizedTest
    @CsvSource({
        "callback-service/Dockerfile, callback-service",
        "trainer-service/Dockerfile, trainer-service",
        "trainer-service/Dockerfile.gpu, trainer-service",
        "command-line/Dockerfile, command-line"
    })
    void hasItsBillOfMaterials(String file, String module) throws IOException {
        String image = Files.readString(Path.of("..", file));
        assertThat(image).contains("COPY --from=build /src/" + module + "/target/bom.json /app/\n");
        assertThat(image.lines().filter(line -> line.startsWith("RUN mvn ")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains(" -Dskip.bills=false "));
        assertThat(Files.readString(Path.of("..", module, "pom.xml"))).contains("<artifactId>cyclonedx-maven-plugin<");
    }

    /** What an image begins with can be pinned, and is by docker/pin-digests. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "callback-service/Dockerfile",
                "trainer-service/Dockerfile",
                "trainer-service/Dockerfile.gpu",
                "command-line/Dockerfile",
                "docker/tensorboard/Dockerfile",
                "docker/minio/Dockerfile"
            })
    void beginsWithWhatAnArgumentSays(String file) throws IOException {
        assertThat(Files.readAllLines(Path.of("..", file)).stream().filter(line -> line.startsWith("FROM ")))
                .allMatch(line -> line.matches("FROM \\$\\{(BUILD|BASE)}( AS build)?"));
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
