package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.cli.command.ExitCode;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: which commands start and stop which processes of a stack, and that none is left. */
@Tag("long")
@Tag("longest")
class ColdStackIT {
    private static final String SPEC = "runs/mnist-cnn.yaml";

    @TempDir
    private Path home;

    private final List<Launcher.Running> followers = new ArrayList<>();
    private Launcher epochal;

    @BeforeEach
    void launcher() throws IOException {
        epochal = Launcher.withSharedLibrary(home);
    }

    @AfterEach
    void takeDown() throws Exception {
        var unused = epochal.run("down");
        assertThat(ours()).isEmpty();
        // Until it has ended, a follower still looks into the folder.
        for (Launcher.Running follower : followers) {
            assertThat(follower.result()).isNotNull();
        }
    }

    /** Reading changes nothing. */
    @Test
    void deadProcessesAreRestartedWhileARunIsFollowedAndNoneAfterTheStackIsTakenDown() throws Exception {
        assertThat(epochal.run("status").exitCode()).isEqualTo(ExitCode.DOWN);
        assertThat(epochal.run("up").exitCode()).isZero();
        List<Long> before = ours();
        kill("trainer-service");

        Launcher.Result status = epochal.run("status");
        assertThat(status.exitCode()).as(status.output()).isEqualTo(ExitCode.FAILED);
        assertThat(status.output())
                .containsPattern("trainer-service +dead, was pid ")
                .containsPattern("callback-service +pid ")
                .contains("trainer-service: dead; ./epochal up restarts it");
        for (String asked : List.of("runs", "status", "runs --output json")) {
            assertThat(epochal.run(asked.split(" ", -1)).exitCode()).isNotEqualTo(ExitCode.USAGE);
        }
        assertThat(epochal.run("cancel", "nobody").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(before).containsAll(ours()).hasSize(ours().size() + 1);

        Launcher.Running train = train();
        train.await("Epoch 1/50");
        assertThat(epochal.run("status").exitCode()).isZero();
        kill("infrastructure");
        assertThat(epochal.run("runs", "--output", "json").output()).contains(train.run());
        train.await("infrastructure is up again");
        takesDownForGood(train);
    }

    private void takesDownForGood(Launcher.Running train) throws Exception {
        kill("callback-service");

        Launcher.Result down = epochal.run("down");

        assertThat(down.lines()).containsExactly("the stack is down");
        Launcher.Result followed = train.result();
        assertThat(followed.exitCode()).as(followed.output()).isEqualTo(ExitCode.DOWN);
        assertThat(followed.output()).contains("the stack was taken down", "./epochal watch ");
        assertThat(ours()).isEmpty();
        assertThat(epochal.run("status").exitCode()).isEqualTo(ExitCode.DOWN);
        assertThat(epochal.run("down").lines()).containsExactly("no stack was up");
    }

    @Test
    void trainingProgramsFindTheServiceAtThePortThatTheUserWantsAlsoAfterItsDeath() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String url = "http://127.0.0.1:" + port;
        Launcher.Result up = epochal.run("up", "--port", Integer.toString(port), "--output", "json");

        assertThat(up.exitCode()).as(up.output()).isZero();
        assertThat(Wire.JSON.readTree(up.lines().get(0)).get("url").asText()).isEqualTo(url);
        kill("callback-service");
        assertThat(epochal.run("up").output()).containsPattern("REST +" + url);
        assertThat(home.resolve("service.json")).hasContent("{\"url\":\"" + url + "\"}");
        letsInWhoHasAToken(url);

        Launcher.Result other = epochal.run("up", "--port", Integer.toString(port == 1024 ? 1025 : port - 1));
        assertThat(other.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(other.errors())
                .singleElement()
                .asString()
                .contains("the stack is up with its REST interface at " + url);
        assertThat(epochal.run("down").exitCode()).isZero();
        assertThat(home.resolve("service.json")).doesNotExist();
        assertThat(credentials()).isEmpty();
    }

    private void letsInWhoHasAToken(String url) throws Exception {
        assertThat(status(url + "/runs/nobody/events", "")).isEqualTo(401);
        Path token = home.resolve("token");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                .isEqualTo("rw-------");
        assertThat(status(url + "/runs/nobody/events", Files.readString(token).strip()))
                .isEqualTo(404);
        // As a program of this user does that runs in another folder.
        assertThat(status(url + "/runs/nobody/events", credentials().get(url).asText()))
                .isEqualTo(404);
        assertThat(epochal.run("status").output()).containsPattern("page +" + url + "/login\\?token=epochal_root_");
        String link = epochal.run("page").lastLine();
        assertThat(status(link, "")).isEqualTo(303);

        Launcher.Result made = epochal.run("tokens", "create", "nightly", "--role", "viewer", "--expires", "30d");
        assertThat(made.exitCode()).as(made.output()).isZero();
        assertThat(status(url + "/", made.lastLine())).isEqualTo(200);
        assertThat(status(url + "/tokens", made.lastLine())).isEqualTo(403);
        assertThat(epochal.run("tokens", "list").output())
                .containsPattern("nightly +viewer +all ")
                .doesNotContain(made.lastLine());
        assertThat(epochal.run("tokens", "revoke", "nightly").exitCode()).isZero();
        await().atMost(Duration.ofSeconds(1)).until(() -> status(url + "/", made.lastLine()) == 401);
        assertThat(epochal.run("tokens", "revoke", "nightly").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    private JsonNode credentials() throws IOException {
        return Wire.JSON.readTree(
                epochal.config().resolve("epochal").resolve("credentials.json").toFile());
    }

    private static int status(String url, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void concurrentCommandsChangeTheStackOneAfterTheOtherEvenWithInvalidFiles() throws Exception {
        Launcher.Running first = epochal.start("up");
        Launcher.Running second = epochal.start("up", "--trainers", "2");
        assertThat(first.result().exitCode()).isZero();
        assertThat(second.result().exitCode()).isZero();
        assertThat(ours()).hasSize(4);
        assertFilesArePrivate();

        Files.writeString(home.resolve("stack.json"), "{nonsense");
        Launcher.Running down = epochal.start("down");
        Launcher.Result other = epochal.run("down");
        assertThat(other.exitCode()).isZero();
        assertThat(down.result().exitCode()).isZero();
        assertThat(List.of(other.output().strip(), down.result().output().strip()))
                .contains("the stack is down");
        assertThat(ours()).isEmpty();
    }

    private void assertFilesArePrivate() throws IOException {
        for (String secret :
                List.of("stack.json", "infrastructure.json", "kafka.properties", "token", "metrics-token")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(secret))))
                    .isEqualTo("rw-------");
        }
    }

    /** In the locale C, where file names may have accents all the same. */
    @Test
    void aStackOfTwoTrainCommandsStopsWithTheLastOfThem() throws Exception {
        epochal = new Launcher(home, "C");
        Launcher.Running one = train("--set", "epochs=1");
        Launcher.Running other = train(withAccents(), "--set", "epochs=1");

        assertThat(one.result().exitCode()).as(one.result().output()).isZero();
        assertThat(other.result().exitCode()).as(other.result().output()).isZero();
        assertThat(ours()).isEmpty();
        assertThat(epochal.run("runs", "--output", "json").lines()).hasSize(2);
        assertThat(epochal.run("events", one.run()).lines()).last().asString().contains("RunEnded");
        assertThat(ours()).isEmpty();
        Process find = new ProcessBuilder("find", home.resolve("tensorboard").toString(), "-name", "journal-*.csv")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(find.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("journal-\u00e9.csv");
    }

    private Path withAccents() throws IOException {
        return Files.writeString(
                home.resolve("modele.yaml"),
                Files.readString(Path.of("..", SPEC))
                        .replace(
                                "type: TensorBoard, histogram_freq: 1",
                                "type: CSVLogger, filename: \"journal-\u00e9.csv\""));
    }

    @Test
    void downEndsAnUpInProgress() throws Exception {
        Launcher.Running up = epochal.start("up");
        await().atMost(Duration.ofMinutes(1)).until(() -> !ours().isEmpty());

        assertThat(epochal.run("down").exitCode()).isZero();

        assertThat(up.result().exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(up.result().output()).contains("the stack was taken down while it was starting");
        assertThat(ours()).isEmpty();
    }

    private Launcher.Running train(String... more) throws IOException {
        return train(Path.of(SPEC), more);
    }

    private Launcher.Running train(Path spec, String... more) throws IOException {
        List<String> arguments = Stream.concat(
                        Stream.of("train", spec.toString(), "--set", "data.limit=2000", "--output", "json"),
                        Stream.of(more))
                .toList();
        Launcher.Running follower = epochal.start(arguments.toArray(String[]::new));
        followers.add(follower);
        return follower;
    }

    /** The processes whose command line names this home. */
    private List<Long> ours() throws IOException {
        String[] log = {home.toString(), home.toRealPath().toString()};
        return ProcessHandle.allProcesses()
                .filter(process -> isOf(process, log))
                .map(ProcessHandle::pid)
                .sorted()
                .toList();
    }

    /** A process of the stack has the home folder in its environment or among its arguments. */
    private static boolean isOf(ProcessHandle process, String... places) {
        try {
            Path proc = Path.of("/proc", Long.toString(process.pid()));
            String said = Files.readString(proc.resolve("environ"), StandardCharsets.ISO_8859_1)
                    + process.info().commandLine().orElse("");
            boolean service = process.info()
                    .commandLine()
                    .orElse("")
                    .matches(".*(local-stack-0.1.0-SNAPSHOT\\.jar|io\\.quarkus\\.runner\\.GeneratedMain).*");
            return service && Stream.of(places).anyMatch(said::contains);
        } catch (IOException e) {
            // It has ended just now.
            return false;
        }
    }

    private void kill(String name) throws IOException, InterruptedException {
        for (JsonNode one :
                Wire.JSON.readTree(home.resolve("stack.json").toFile()).get("processes")) {
            if (one.get("name").asText().equals(name)) {
                ProcessHandle process =
                        ProcessHandle.of(one.get("pid").asLong()).orElseThrow();
                assertThat(process.destroyForcibly()).isTrue();
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> ours().stream().noneMatch(pid -> pid == process.pid()));
            }
        }
    }
}
