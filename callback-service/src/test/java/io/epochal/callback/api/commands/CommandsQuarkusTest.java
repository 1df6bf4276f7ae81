package io.epochal.callback.api.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.callback.api.SmallLimits;
import io.epochal.callback.api.SseClient;
import io.epochal.callback.api.TestLog;
import io.epochal.callback.messaging.EmbeddedBroker;
import io.epochal.protocol.Wire;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commands that are sent to the whole service, and what Kafka has of them then. */
@Tag("slow")
@QuarkusTest
@TestProfile(SmallLimits.class)
@QuarkusTestResource(EmbeddedBroker.class)
@Timeout(60)
class CommandsQuarkusTest {
    private static final String PAUSE = "{\"type\":\"PauseTraining\"}";

    @TestHTTPResource
    URI root;

    private final String run = "run-" + UUID.randomUUID();
    private TestLog log;

    @BeforeEach
    void requestTheRun() {
        log = TestLog.of(run, bootstrap());
        log.requested();
    }

    @AfterEach
    void disconnect() {
        log.close();
    }

    @Test
    void acceptsACommandOnceKafkaHasIt() throws Exception {
        HttpResponse<String> response =
                post("{\"type\":\"SetLearningRate\",\"value\":0.0005}", "X-Requested-By", "ann");

        assertThat(response.statusCode()).isEqualTo(202);
        String id = Wire.JSON.readTree(response.body()).get("id").asText();
        assertThat(response.headers().firstValue("location"))
                .hasValue(root.resolve("/runs/" + run + "/events").toString());
        JsonNode request = requests(1).get(0);
        assertThat(request.get("command_id").asText()).isEqualTo(id);
        assertThat(request.get("requested_by").asText()).isEqualTo("ann");
        assertThat(request.get("run").asText()).isEqualTo(run);
        assertThat(request.get("command").toString()).isEqualTo("{\"type\":\"SetLearningRate\",\"value\":5.0E-4}");
    }

    @Test
    void aRepeatHasTheSameIdSoThatItIsAppliedOnce() throws Exception {
        assertThat(post(PAUSE, "Idempotency-Key", "\"c-7\"").body()).isEqualTo("{\"id\":\"c-7\"}");
        assertThat(post(PAUSE, "Idempotency-Key", "c-7").body()).isEqualTo("{\"id\":\"c-7\"}");
        assertThat(post("{\"command_id\":\"c-7\",\"requested_by\":\"bob\",\"command\":" + PAUSE + "}")
                        .body())
                .isEqualTo("{\"id\":\"c-7\"}");

        List<JsonNode> requests = requests(3);
        assertThat(requests).extracting(one -> one.get("command_id").asText()).containsOnly("c-7");
        assertThat(requests).extracting(one -> one.get("requested_by").asText()).containsExactly("rest", "rest", "bob");
    }

    @Test
    void takesARunThatHasEventsAlthoughItsRequestIsForgotten() throws Exception {
        try (TestLog old = TestLog.of("old-" + run, bootstrap())) {
            old.started(1);
            assertThat(post("/runs/" + old.run() + "/commands", PAUSE).statusCode())
                    .isEqualTo(202);
        }
        assertThat(problem(404, post("/runs/no-" + run + "/commands", PAUSE))
                        .get("detail")
                        .asText())
                .isEqualTo("nothing is known of a run no-" + run
                        + ": it has no events, and it is not waiting for a trainer");
    }

    @Test
    void reportsWhatIsWrongWithACommandAndSendsNothing() throws Exception {
        assertThat(problem(400, post("{")).get("type").asText()).isEqualTo("urn:epochal:problem:not-json");
        assertThat(problem(400, post("[]")).get("detail").asText())
                .isEqualTo(
                        "the body must be a JSON object, such as {\"type\":\"PauseTraining\"}; found: something else");
        JsonNode callbacksOnly =
                problem(422, post("{\"type\":\"RestoreWeights\",\"epoch\":1,\"weights\":\"trained\"}"));
        assertThat(callbacksOnly.get("type").asText()).isEqualTo("urn:epochal:problem:not-for-people");
        assertThat(callbacksOnly.get("instance").asText()).isEqualTo("/runs/" + run + "/commands");
        assertThat(problem(422, post("{\"type\":\"SetLearningRate\",\"value\":-1}"))
                        .get("detail")
                        .asText())
                .isEqualTo("SetLearningRate: value must be a number, 0 or more, such as 0.0005; found -1.0");
        assertThat(problem(400, post(PAUSE, "Idempotency-Key", "two words"))
                        .get("type")
                        .asText())
                .isEqualTo("urn:epochal:problem:id-unusable");
        String other = "{\"run\":\"another\",\"command\":" + PAUSE + "}";
        assertThat(problem(422, post(other)).get("detail").asText()).endsWith("found another");
        assertThat(problem(413, post(" ".repeat(600_000))).get("status").asInt())
                .isEqualTo(413);

        post(PAUSE, "Idempotency-Key", "the-only-one");
        assertThat(requests(1))
                .singleElement()
                .satisfies(one -> assertThat(one.get("command_id").asText()).isEqualTo("the-only-one"));
    }

    @Test
    void rejectsAnotherContentTypeThanJson() throws Exception {
        HttpRequest.Builder silent = HttpRequest.newBuilder(root.resolve("/runs/" + run + "/commands"))
                .POST(HttpRequest.BodyPublishers.ofString(PAUSE));
        assertThat(problem(415, send(silent)).get("type").asText())
                .isEqualTo("urn:epochal:problem:not-said-to-be-json");
        for (String type :
                List.of("text/plain", "application/x-www-form-urlencoded", "application/*", "*/*", "nonsense")) {
            HttpRequest.Builder other = HttpRequest.newBuilder(root.resolve("/runs/" + run + "/commands"))
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofString(PAUSE));
            assertThat(send(other).statusCode()).as(type).isEqualTo(415);
        }
    }

    @Test
    void rejectsAnInvalidRunIdAndTextThatIsNotPrintable() throws Exception {
        for (String name : List.of("..%2Fx", "%2Fetc", "a%20b", "a%0Ab", "%C3%A9", "-x", "x".repeat(129))) {
            assertThat(problem(400, post("/runs/" + name + "/commands", PAUSE))
                            .get("type")
                            .asText())
                    .as(name)
                    .isEqualTo("urn:epochal:problem:run-unusable");
        }
        String escape = "{\"requested_by\":\"\\u001b[31mann\",\"command\":" + PAUSE + "}";
        assertThat(problem(422, post(escape)).get("detail").asText()).contains("requested_by", "\\u001b");
        String lines = "{\"type\":\"StopTraining\",\"reason\":\"a\\nb\"}";
        assertThat(problem(422, post(lines)).get("detail").asText()).contains("reason must have at most 1000");
        assertThat(problem(422, post(PAUSE, "X-Requested-By", "x".repeat(201)))
                        .get("detail")
                        .asText())
                .startsWith("requested_by must have at most 200 characters");
        assertThat(requests(0)).isEmpty();
    }

    @Test
    void requestsACheckpointUnderTheNameByWhichItWillBeListed() throws Exception {
        for (String name : List.of("..", "../x", "final", "cancelled", "a\\u0000b", "n".repeat(1100), ".")) {
            String body = "{\"type\":\"SaveCheckpoint\",\"name\":\"" + name + "\"}";
            assertThat(problem(422, post(body)).get("detail").asText()).as(name).contains("name");
        }
        assertThat(post("{\"type\":\"SaveCheckpoint\",\"name\":\"./before//lunch\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(requests(1).get(0).at("/command/name").asText()).isEqualTo("before/lunch");
    }

    @Test
    void rejectsAListOfCallbacksThatNoEventCouldCarry() throws Exception {
        String one = "{\"type\":\"TerminateOnNaN\"}";
        String many = String.join(",", java.util.Collections.nCopies(15_000, one));
        assertThat(problem(422, post("{\"type\":\"ReplaceCallbacks\",\"callbacks\":[" + many + "]}"))
                        .get("detail")
                        .asText())
                .contains("callbacks may be at most");
        assertThat(post("{\"type\":\"ReplaceCallbacks\",\"callbacks\":[null]}").statusCode())
                .isEqualTo(422);
        String deep = "[".repeat(50_000) + "]".repeat(50_000);
        assertThat(problem(400, post("{\"type\":\"ReplaceCallbacks\",\"callbacks\":" + deep + "}"))
                        .get("type")
                        .asText())
                .isEqualTo("urn:epochal:problem:not-json");
        assertThat(problem(400, post(PAUSE + PAUSE)).get("type").asText()).isEqualTo("urn:epochal:problem:not-json");
        assertThat(problem(400, post("{\"type\":\"PauseTraining\",\"type\":\"CancelRun\"}"))
                        .get("type")
                        .asText())
                .isEqualTo("urn:epochal:problem:not-json");
    }

    @Test
    void whatHttpItselfRejectsIsAProblemToo() throws Exception {
        HttpRequest.Builder text = HttpRequest.newBuilder(root.resolve("/runs/" + run + "/commands"))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(PAUSE));
        assertThat(problem(415, send(text)).get("detail").asText()).isEqualTo("the body is application/json");
        HttpRequest.Builder get = HttpRequest.newBuilder(root.resolve("/runs")).DELETE();
        assertThat(problem(405, send(get)).get("title").asText()).isEqualTo("Method Not Allowed");
        HttpRequest.Builder unknown = HttpRequest.newBuilder(root.resolve("/run"));
        JsonNode problem = problem(404, send(unknown));
        assertThat(problem.get("type").asText()).isEqualTo("about:blank");
        assertThat(problem.get("detail").asText())
                .isEqualTo(
                        "there is no /run; there are GET and POST /runs, GET /runs/{run}/events, POST /runs/{run}/commands and "
                                + "POST /runs/{run}/attempts/{attempt}/events");
    }

    /** Each documented path, so that one that is added is in the table, too. */
    @Test
    void aMethodThatAPathDoesNotTakeIsAnsweredWithThoseThatItTakes() throws Exception {
        JsonNode paths = Wire.JSON
                .readTree(send(HttpRequest.newBuilder(root.resolve("/q/openapi?format=json")))
                        .body())
                .get("paths");
        List<String> refused = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            URI one = root.resolve(path.getKey().replaceAll("\\{[a-z]+}", "1"));
            HttpResponse<String> answer =
                    send(HttpRequest.newBuilder(one).method("PATCH", HttpRequest.BodyPublishers.noBody()));

            // Where several resources share a path, the framework says that there is none.
            if (answer.statusCode() == 404) {
                continue;
            }
            refused.add(path.getKey());
            String allowed = answer.headers().firstValue("Allow").orElse("none");
            assertThat(problem(405, answer).get("detail").asText())
                    .as(path.getKey())
                    .endsWith("it takes " + allowed);
            path.getValue().fieldNames().forEachRemaining(method -> assertThat(allowed.split(", "))
                    .as(path.getKey())
                    .contains(method.toUpperCase(Locale.ROOT)));
        }
        assertThat(refused).contains("/runs", "/tokens", "/audit");
    }

    @Test
    void describesItself() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve("/q/openapi?format=json"));
        JsonNode description = Wire.JSON.readTree(send(request).body());

        JsonNode paths = description.get("paths");
        assertThat(paths.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "/runs",
                        "/runs/{run}",
                        "/runs/{run}/attempts/{attempt}/events",
                        "/runs/{run}/events",
                        "/runs/{run}/checkpoints",
                        "/runs/{run}/checkpoints/{name}",
                        "/runs/{run}/commands",
                        "/tokens",
                        "/tokens/{name}",
                        "/audit");
        JsonNode command = paths.at("/~1runs~1{run}~1commands/post");
        assertThat(command.at("/responses/422/content/application~1problem+json/schema/$ref")
                        .asText())
                .isEqualTo("#/components/schemas/Problem");
        assertThat(command.at("/responses").fieldNames())
                .toIterable()
                .contains("202", "400", "403", "404", "413", "415", "421", "422", "503");
        assertThat(paths.at("/~1runs~1{run}~1events/get/responses").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("200", "204", "400", "401", "403", "404", "410", "421", "429", "503");
        assertThat(description
                        .at("/components/schemas/Listed/properties/expires")
                        .toString())
                .contains("\"null\"");
        // Schemathesis found this, and answers that no path listed: make http-fuzz.
        paths.forEach(path -> path.forEach(operation -> {
            assertThat(operation.at("/responses").fieldNames())
                    .toIterable()
                    .as(operation.at("/operationId").asText())
                    .contains("401", "403", "404", "421", "429", "503");
            if (operation.has("requestBody")) {
                assertThat(operation.at("/responses").fieldNames()).toIterable().contains("400", "413", "415", "422");
            }
        }));
        assertThat(description.at("/components/schemas/Problem/properties").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("type", "title", "status", "detail", "instance");
        JsonNode examples = command.at("/requestBody/content/application~1json/examples");
        assertThat(examples).hasSize(UserCommandValidator.TYPES.size() + 1);
        for (JsonNode example : examples) {
            JsonNode value = example.get("value");
            String body = value.isTextual() ? value.textValue() : value.toString();
            assertThat(post(body).statusCode()).as(body).isEqualTo(202);
        }
    }

    private static String bootstrap() {
        return EmbeddedBroker.bootstrap();
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return post("/runs/" + run + "/commands", body);
    }

    private HttpResponse<String> post(String body, String header, String value)
            throws IOException, InterruptedException {
        return send(json("/runs/" + run + "/commands", body).header(header, value));
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(json(path, body));
    }

    private HttpRequest.Builder json(String path, String body) {
        return HttpRequest.newBuilder(root.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return SseClient.HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode problem(int status, HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        return Wire.JSON.readTree(response.body());
    }

    private List<JsonNode> requests(int count) {
        TopicPartition control = new TopicPartition("training.control", 0);
        List<JsonNode> requests = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap()), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(control));
            consumer.seekToBeginning(List.of(control));
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    if (run.equals(record.key())) {
                        requests.add(Wire.JSON.readTree(record.value()));
                    }
                }
                assertThat(requests).hasSize(count);
            });
        }
        return requests;
    }
}
