package io.epochal.callback.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.callback.Specs;
import io.epochal.callback.api.TestLog;
import io.epochal.callback.messaging.EmbeddedBroker;
import io.epochal.keras.KerasFile;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Wire;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run's checkpoints over HTTP, of a store that is a folder. */
@Tag("slow")
@QuarkusTest
@TestProfile(FolderDoor.class)
@QuarkusTestResource(EmbeddedBroker.class)
@Timeout(120)
class CheckpointsQuarkusTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** 40 MB: more than the sockets between take. */
    private static final DenseModel LARGE = new DenseModel(DenseModel.small().spec(), 1_000_000);

    @TestHTTPResource
    URI root;

    @TempDir
    private Path folder;

    private final String run = "run-" + UUID.randomUUID();
    private TestLog log;

    @BeforeEach
    void connect() {
        log = TestLog.of(run, ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
    }

    @AfterEach
    void disconnect() {
        log.close();
    }

    private void trained(DenseModel model, String... names) throws IOException {
        log.requested();
        log.started(1);
        long step = 1;
        for (String name : names) {
            String key = model.store(FolderDoor.store(), run, name, step);
            log.says(new CheckpointSaved(run, 1, step, Instant.EPOCH, (int) step, step, key, List.of(name), 100));
            step++;
        }
        log.taken(1, step);
    }

    private HttpResponse<byte[]> get(String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(root.resolve("/runs/" + run + "/checkpoints" + path))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
        return Wire.JSON.readTree(answer.body());
    }

    @Test
    void listsNamesWithTheirNewestCheckpoint() throws Exception {
        trained(DenseModel.small(), "best", "deep/a b", "best");
        String key = DenseModel.small().store(FolderDoor.store(), run, "final", 9);
        log.says(new CheckpointSaved(run, 1, 9, Instant.EPOCH, 9, 9, key, List.of(), 100));
        log.says(new RunEnded(
                run, 1, 10, Instant.EPOCH, RunStatus.COMPLETED, "", 1, null, Metrics.NONE, Metrics.NONE, 0.1, key));

        await().atMost(LIMIT).untilAsserted(() -> assertThat(json(get("")).at("/checkpoints"))
                .extracting(row -> row.path("name").asText() + " " + row.path("step"))
                .containsExactly("final 9", "best 3", "deep/a b 2"));
        JsonNode list = json(get(""));
        assertThat(list.path("reason").asText()).isEmpty();
        assertThat(list.at("/checkpoints/0/uri").asText()).isEqualTo("s3://epochal/" + key);
        assertThat(list.at("/checkpoints/0/formats")).hasToString("[\"keras\",\"weights.h5\",\"safetensors\"]");
        assertThat(get("/final").statusCode()).isEqualTo(200);
    }

    @Test
    void aCheckpointLeavesAsItWasStored() throws Exception {
        trained(DenseModel.small(), "best", "deep/a b");

        HttpResponse<byte[]> weights = get("/best");
        assertThat(weights.statusCode()).isEqualTo(200);
        assertThat(weights.body()).isEqualTo(DenseModel.small().weights(1));
        assertThat(weights.headers().firstValue("Content-Length"))
                .hasValue(Integer.toString(DenseModel.small().weights(1).length));
        assertThat(weights.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"" + run + "-best.safetensors\"");
        HttpResponse<byte[]> keras = get("/deep/a%20b?format=keras");
        assertThat(keras.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"" + run + "-deep-a-b.keras\"");
        Path file = Files.write(folder.resolve("model.keras"), keras.body());
        assertThat(List.copyOf(KerasFile.read(file, 1 << 20).variables().values())
                        .get(0)
                        .floats()[0])
                .isEqualTo(2);
        assertThat(new String(get("/best?format=weights.h5").body(), 1, 3, StandardCharsets.US_ASCII))
                .isEqualTo("HDF");
    }

    @ParameterizedTest
    @CsvSource({
        "/best?format=pickle, 400, format-unknown, 'keras, safetensors, weights.h5'",
        "/%2e%2e%2fother, 400, checkpoint-unusable, may not lead out of it",
        "/a%00b, 400, checkpoint-unusable, control characters",
        "/worst, 404, checkpoint-unknown, has no checkpoint worst",
    })
    void whatIsWrongIsSaid(String path, int status, String type, String words) throws Exception {
        trained(DenseModel.small(), "best");

        HttpResponse<byte[]> answer = get(path);

        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
        assertThat(json(answer).path("type").asText()).isEqualTo("urn:epochal:problem:" + type);
        assertThat(json(answer).path("detail").asText()).contains(words);
    }

    @Test
    void aRunThatThereIsNotHasNone() throws Exception {
        assertThat(get("").statusCode()).isEqualTo(404);
        assertThat(get("/best").statusCode()).isEqualTo(404);
    }

    @Test
    void oneThatWasDeletedIsMissed() throws Exception {
        trained(DenseModel.small(), "best");
        try (var files =
                Files.walk(FolderDoor.folder().resolve("runs").resolve(run).resolve("checkpoints"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }

        HttpResponse<byte[]> answer = get("/best?format=keras");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(json(answer).path("detail").asText()).contains("was deleted meanwhile");
    }

    @Test
    void anotherProgramsCheckpointIsWhereItSays() throws Exception {
        log.says(new AttachedRunStarted(
                run,
                1,
                0,
                Instant.EPOCH,
                new AttachedTrainer("a", "keras 3.15", AttachedTrainer.Unit.EPOCH, List.of(), 60),
                TrainingParams.of(Specs.with(List.of(), List.of())),
                List.of()));
        log.says(new CheckpointSaved(run, 1, 1, Instant.EPOCH, 0, 1, "s3://elsewhere/best.keras", List.of("best"), 1));
        log.taken(1, 2);

        HttpResponse<byte[]> answer = get("/best");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(json(answer).path("detail").asText()).endsWith("at their uri: s3://elsewhere/best.keras");
        assertThat(get("/worst").statusCode()).isEqualTo(404);
        assertThat(json(get("")).at("/checkpoints/0/formats")).isEmpty();
        assertThat(json(get("")).path("reason").asText()).contains("keeps its checkpoints itself");
    }

    @Test
    void aModelThatIsTooLargeForMemoryLeavesAsItIsStored() throws Exception {
        trained(LARGE, "best");

        HttpResponse<byte[]> keras = get("/best?format=keras");

        assertThat(keras.statusCode()).isEqualTo(422);
        assertThat(json(keras).path("detail").asText())
                .contains("EPOCHAL_EXPORT_MEMORY", "./epochal runs export " + run + " --checkpoint 'best'");
        assertThat(get("/best").body()).isEqualTo(LARGE.weights(1));
    }

    @Test
    void whatIsNotAsItWasStoredIsNoWholeAnswer() throws Exception {
        trained(LARGE, "best");
        Path weights;
        try (var files = Files.walk(FolderDoor.folder().resolve("runs").resolve(run))) {
            weights = files.filter(file -> file.endsWith("weights.safetensors"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length / 2]++;
        Files.write(weights, bytes);

        assertThatThrownBy(() -> get("/best")).isInstanceOf(IOException.class);
    }

    @Test
    void clientsThatReadSlowlyOrGoAwayGiveTheirPlacesBack() throws Exception {
        trained(LARGE, "best");
        List<Socket> silent = new ArrayList<>();
        for (int i = 0; i < FolderDoor.EXPORTS; i++) {
            silent.add(asking("GET"));
        }
        await().atMost(LIMIT).until(() -> get("/best").statusCode() == 503);
        assertThat(json(get("/best")).path("detail").asText()).contains("epochal.api.exports");
        // One goes away, the other takes nothing until the connection counts as idle.
        silent.get(0).close();
        await().atMost(LIMIT).until(() -> get("/best").statusCode() == 200);
        List<HttpResponse<byte[]>> answers = new ArrayList<>();
        await().atMost(LIMIT).untilAsserted(() -> {
            answers.clear();
            try (Socket one = asking("GET")) {
                answers.add(get("/best"));
            }
            assertThat(answers.get(0).statusCode()).isEqualTo(200);
        });
        silent.get(1).close();
    }

    @Test
    void whoAsksForTheHeadAloneHoldsNoPlace() throws Exception {
        trained(DenseModel.small(), "best");
        for (int i = 0; i < 2 * FolderDoor.EXPORTS; i++) {
            HttpRequest head = HttpRequest.newBuilder(root.resolve("/runs/" + run + "/checkpoints/best?format=keras"))
                    .method("HEAD", HttpRequest.BodyPublishers.noBody())
                    .build();
            await().atMost(LIMIT)
                    .until(() -> HTTP.send(head, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200);
        }
        assertThat(get("/best?format=keras").statusCode()).isEqualTo(200);
    }

    /** A client that reads nothing. */
    private Socket asking(String method) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(root.getHost(), root.getPort()));
        String request =
                method + " /runs/" + run + "/checkpoints/best HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
