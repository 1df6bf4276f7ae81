package io.epochal.callback.api.guard;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.callback.Specs;
import io.epochal.callback.api.SseClient;
import io.epochal.callback.api.TestLog;
import io.epochal.callback.guard.Role;
import io.epochal.callback.messaging.EmbeddedBroker;
import io.epochal.protocol.Wire;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every path by every role, and what somebody tries who has none. */
@Tag("slow")
@QuarkusTest
@TestProfile(GuardedService.class)
@QuarkusTestResource(EmbeddedBroker.class)
@Timeout(120)
class GuardQuarkusTest {
    private static final String NOBODY = "";

    @TestHTTPResource
    URI root;

    @TestHTTPResource(value = "/health/live", management = true)
    URI health;

    private GuardedClient service;

    @BeforeEach
    void reach() {
        service = new GuardedClient(root);
    }

    @Test
    void theTokenFileIsMadeForItsOwnerOnly() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(GuardedClient.file())))
                .isEqualTo("rw-------");
        assertThat(GuardedClient.rootToken()).matches("epochal_root_[0-9a-f]{64}");
    }

    @Test
    void eachPathIsForItsRolesAndNoOthers() throws Exception {
        String run = "table-" + UUID.randomUUID();
        try (TestLog log = log(run)) {
            log.requested();
            log.started(1);
        }
        Map<Role, String> tokens = new TreeMap<>();
        for (Role role : Role.values()) {
            tokens.put(role, service.make(role.text(), "").text());
        }
        for (GuardedPaths.Row row : GuardedPaths.documented()) {
            String path = row.path()
                    .replace("{run}", run)
                    .replace("{attempt}", "1")
                    .replace("{file}", "page.css")
                    .replace("{name}", "nobody");
            String type = row.path().matches(".*/(steer|callbacks|new)|/compare|/login.*")
                    ? "application/x-www-form-urlencoded"
                    : "application/json";
            boolean open = row.who().equals(GuardedPaths.ANYBODY);
            int unknown = service.status(row.method(), path, NOBODY, type);
            if (open) {
                // A form without a token is shown again.
                assertThat(unknown).as(row + "").isIn(200, row.method().equals("POST") ? 401 : 200);
            } else {
                assertThat(unknown).as("nobody: %s", row).isEqualTo(401);
            }
            for (Map.Entry<Role, String> token : tokens.entrySet()) {
                boolean allowed = open
                        || row.who().equals(GuardedPaths.KNOWN)
                        || token.getKey().withIncluded().stream()
                                .anyMatch(role -> role.text().equals(row.who()));
                int status = service.status(row.method(), path, token.getValue(), type);
                boolean form = row.method().equals("POST") && row.path().matches(".*/(steer|new)");
                if (allowed && !form && !(open && row.method().equals("POST"))) {
                    assertThat(status).as("%s: %s", token.getKey(), row).isNotIn(401, 403, 500);
                } else if (!allowed) {
                    assertThat(status).as("%s: %s", token.getKey(), row).isEqualTo(403);
                }
            }
        }
    }

    /** TensorBoard shows all runs: a proxy in front of it asks here. */
    @Test
    void recordingsAreForThoseWhoSeeAllRuns() throws Exception {
        assertThat(service.get("/recordings", service.make("viewer", "").text()).statusCode())
                .isEqualTo(204);
        HttpResponse<String> some = service.get(
                "/recordings", service.make("operator", ",\"runs\":[\"a-*\"]").text());
        assertThat(some.statusCode()).isEqualTo(403);
        assertThat(some.body()).contains("not-allowed", "TensorBoard shows all runs");
        assertThat(service.get("/recordings", NOBODY, "Accept", "application/json")
                        .statusCode())
                .isEqualTo(401);
    }

    /** It has a form's text beside the role, so its 403 has two reasons. */
    @Test
    void steeringIsForOperators() throws Exception {
        String run = "steered-" + UUID.randomUUID();
        try (TestLog log = log(run)) {
            log.started(1);
        }
        assertThat(service.form(
                                "/runs/" + run + "/steer",
                                service.make("viewer", "").text(),
                                "action=stop")
                        .body())
                .contains("not-allowed");
        assertThat(service.form(
                                "/runs/" + run + "/steer",
                                service.make("operator", "").text(),
                                "action=stop")
                        .body())
                .contains("The form is not from this service");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nothing",
        "GET, /q",
        "GET, /q/metrics",
        "GET, /q/health",
        "GET, /q/openapi",
        "GET, /q/dev",
        "POST, /nothing",
        "PUT, /tokens",
        "PATCH, /runs/x/commands",
        "HEAD, /",
        "HEAD, /audit",
        "HEAD, /runs/x/events",
        "OPTIONS, /",
        "OPTIONS, /runs/x/commands",
        "TRACE, /",
        "GET, /favicon.ico",
        "GET, /index.html",
        "GET, /META-INF/resources/webjars/",
        "GET, /webjars/uplot/dist/uPlot.min.css"
    })
    void whoIsNotKnownGetsNothing(String method, String path) throws Exception {
        assertThat(service.raw(method + " " + path, List.of()))
                .startsWith("HTTP/1.1 401 ")
                .containsIgnoringCase("www-authenticate: Bearer");
    }

    /** A trick that leads somewhere leads to a door that asks. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/runs/../tokens",
                "//tokens",
                "///tokens",
                "/./tokens",
                "/tokens/",
                "/tokens//",
                "/tokens;x=1",
                "/;x/tokens",
                "/tokens%3bx",
                "/tokens%2f",
                "/%2ftokens",
                "/%74okens",
                "/TOKENS",
                "/tokens?",
                "/tokens%00",
                "/tokens%20",
                "/tokens\\..",
                "/login/../tokens",
                "/login/..%2ftokens",
                "/login/%2e%2e/tokens",
                "/login%2f..%2ftokens",
                "/login;/../tokens",
                "/login/page.css/../../tokens",
                "/login/page.css;/../../tokens",
                "/login?/../tokens",
                "/login#/tokens",
                "http://localhost/tokens",
                "/page/../tokens",
                "/q/../tokens",
                "/audit;x",
                "/login/../audit",
                "/login//oidc",
                "/login/oidc/",
                "/login/oidc;x"
            })
    void noSpellingOfAPathIsForSomebodyElse(String path) throws Exception {
        String viewer = "Authorization: Bearer " + service.make("viewer", "").text();
        for (String method : List.of("GET", "HEAD", "POST", "DELETE", "OPTIONS")) {
            String unknown = service.raw(method + " " + path, List.of("Accept: application/json", "Content-Length: 0"));
            String known =
                    service.raw(method + " " + path, List.of(viewer, "Accept: application/json", "Content-Length: 0"));
            for (String answer : List.of(unknown, known)) {
                assertThat(answer)
                        .as("%s %s", method, path)
                        .startsWith("HTTP/1.1 ")
                        .doesNotStartWith("HTTP/1.1 5")
                        .doesNotContain("\"tokens\"", "\"entries\"");
            }
            // A query is no part of a path: this one is the form's.
            if (!path.startsWith("/login?")) {
                assertThat(unknown).doesNotStartWith("HTTP/1.1 404").doesNotStartWith("HTTP/1.1 405");
            }
        }
    }

    @Test
    void whatIsNoTokenLetsNobodyIn() throws Exception {
        String token = GuardedClient.rootToken();
        List<String> headers = List.of(
                "",
                "Bearer",
                "Bearer ",
                "Bearer epochal_",
                "Bearer epochal_root_",
                "Bearer epochal_root_" + "0".repeat(64),
                "Bearer " + token + "0",
                "Bearer " + token.substring(0, token.length() - 1),
                "Bearer " + token + " " + token,
                "Bearer " + token.toUpperCase(java.util.Locale.ROOT),
                "Bearer epochal_root_" + "a".repeat(6000),
                "Bearer epochal_nobody_" + "a".repeat(64),
                "Bearer eyJhbGciOiJub25lIn0.eyJncm91cHMiOlsiYWRtaW4iXX0.",
                "Basic cm9vdDpyb290",
                "Negotiate abc",
                token);
        for (String header : headers) {
            assertThat(service.raw("GET /tokens", List.of("Authorization: " + header)))
                    .as(header)
                    .startsWith("HTTP/1.1 401 ")
                    .doesNotContain(token);
        }
        assertThat(service.raw(
                        "GET /tokens", List.of("Authorization: Bearer " + token, "Authorization: Bearer " + token)))
                .startsWith("HTTP/1.1 401 ");
        assertThat(service.raw("GET /tokens", List.of("Authorization: Bearer " + "a".repeat(60_000))))
                .startsWith("HTTP/1.1 4");
        assertThat(service.raw("GET /tokens", List.of("authorization: bEARER   " + token)))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aTokenInAnAddressCountsNowhereElse() throws Exception {
        String token = GuardedClient.rootToken();
        for (String name : List.of("token", "access_token", "authorization", "Authorization")) {
            assertThat(service.get("/tokens?" + name + "=" + token, NOBODY).statusCode())
                    .as(name)
                    .isEqualTo(401);
            assertThat(service.raw("GET /tokens", List.of("Cookie: " + name + "=" + token)))
                    .startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void aTokenThatIsRevokedHoldsNoLonger() throws Exception {
        GuardedClient.Made made = service.make("viewer", "");
        assertThat(service.get("/", made.text()).statusCode()).isEqualTo(200);
        assertThat(service.post(
                                "/tokens",
                                GuardedClient.rootToken(),
                                "{\"name\":\"" + made.name() + "\",\"role\":\"viewer\"}")
                        .statusCode())
                .isEqualTo(409);
        assertThat(service.delete("/tokens/" + made.name(), GuardedClient.rootToken())
                        .statusCode())
                .isEqualTo(204);
        await().atMost(Duration.ofSeconds(1))
                .untilAsserted(() ->
                        assertThat(service.get("/", made.text()).statusCode()).isEqualTo(401));
        assertThat(service.delete("/tokens/" + made.name(), GuardedClient.rootToken())
                        .statusCode())
                .isEqualTo(404);
        JsonNode audit =
                GuardedClient.json(service.get("/audit", GuardedClient.rootToken(), "Accept", "application/json"));
        assertThat(audit.path("entries").get(0).path("what").asText())
                .isEqualTo("revoke token " + made.name() + " (viewer)");
        assertThat(audit.path("entries").get(0).path("by").asText()).isEqualTo("root");
    }

    @Test
    void aTokenHoldsUntilItsEnd() throws Exception {
        Instant end = Instant.now().plusMillis(2_500);
        GuardedClient.Made made = service.make("viewer", ",\"expires\":\"" + end + "\"");
        assertThat(service.get("/", made.text()).statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(service.get("/", made.text()).statusCode()).isEqualTo(401));
        assertThat(Instant.now()).isAfterOrEqualTo(end);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":\"a\"}",
                "{\"name\":\"root\",\"role\":\"viewer\"}",
                "{\"name\":\"a b\",\"role\":\"viewer\"}",
                "{\"name\":\"a\",\"role\":\"owner\"}",
                "{\"name\":\"a\",\"role\":\"ADMIN\"}",
                "{\"name\":\"a\",\"role\":\"viewer\",\"runs\":[\"a/b\"]}",
                "{\"name\":\"a\",\"role\":\"viewer\",\"runs\":\"a\"}",
                "{\"name\":\"a\",\"role\":\"admin\",\"runs\":[\"a\"]}",
                "{\"name\":\"a\",\"role\":\"viewer\",\"expires\":\"2020-01-02T03:04:05Z\"}",
                "{\"name\":\"a\",\"role\":\"viewer\",\"expires\":\"tomorrow\"}",
                "{\"name\":\"a\",\"role\":\"viewer\",\"more\":1}"
            })
    void whatDescribesNoTokenMakesNone(String body) throws Exception {
        HttpResponse<String> answer = service.post("/tokens", GuardedClient.rootToken(), body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(answer.body()).contains("urn:epochal:problem:not-a-token");
    }

    @Test
    void tokensAreListedWithoutTheirSecrets() throws Exception {
        GuardedClient.Made made = service.make("trainer", ",\"runs\":[\"a-*\",\"b-?\"]");
        String listed = service.get("/tokens", GuardedClient.rootToken()).body();
        assertThat(listed)
                .contains("\"name\":\"" + made.name() + "\",\"role\":\"trainer\",\"runs\":[\"a-*\",\"b-?\"]")
                .doesNotContain(made.text(), made.text().substring(21), "hash");
    }

    @Test
    void aTokenForSomeRunsSeesNoOthers() throws Exception {
        String mine = "mine-" + UUID.randomUUID();
        String other = "other-" + UUID.randomUUID();
        for (String run : List.of(mine, other)) {
            try (TestLog log = log(run)) {
                log.started(1);
                log.ended(1, 1);
            }
        }
        String token = service.make("viewer", ",\"runs\":[\"mine-*\"]").text();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        service.get("/", GuardedClient.rootToken()).body())
                .contains(mine, other));
        assertThat(service.get("/", token).body()).contains(mine).doesNotContain(other);
        assertThat(service.get("/?q=" + other, token).body()).contains("0 of");
        assertThat(service.get("/runs/" + mine + "/events", token).statusCode()).isEqualTo(200);
        String absent = "other-" + UUID.randomUUID();
        for (String path : List.of("", "/events", "/chart", "/spec", "/live", "/callbacks")) {
            HttpResponse<String> hidden = service.get("/runs/" + other + path, token);
            HttpResponse<String> unknown = service.get("/runs/" + absent + path, token);
            assertThat(hidden.statusCode()).as(path).isEqualTo(404);
            assertThat(hidden.body()).isEqualTo(unknown.body().replace(absent, other));
        }
        assertThat(service.get("/compare?run=" + mine + "&run=" + other, token).statusCode())
                .isEqualTo(404);
        assertThat(service.get("/compare?run=" + mine, token).statusCode()).isEqualTo(200);
        String operator = service.make("operator", ",\"runs\":[\"mine-*\"]").text();
        assertThat(service.post("/runs/" + other + "/commands", operator, "{\"type\":\"PauseTraining\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(service.raw("GET /runs/mine-1/../" + other + "/events", List.of("Authorization: Bearer " + token)))
                .startsWith("HTTP/1.1 404 ");
    }

    @Test
    void aTrainerOfSomeRunsAttachesToTheseOnly() throws Exception {
        String token = service.make("trainer", ",\"runs\":[\"mine-*\"]").text();
        assertThat(service.post("/runs", token, attachment("\"run\": \"other-1\""))
                        .statusCode())
                .isEqualTo(403);
        assertThat(service.post("/runs", token, attachment("\"name\": \"other\""))
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<String> attached = service.post("/runs", token, attachment("\"name\": \"mine\""));
        assertThat(attached.statusCode()).as(attached.body()).isEqualTo(201);
        String run = GuardedClient.json(attached).path("run").asText();
        assertThat(service.post("/runs/" + run + "/attempts/1/events", token, "{}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(service.post("/runs/other-1/attempts/1/events", token, "{}").statusCode())
                .isEqualTo(404);
        assertThat(service.post("/runs/" + run + "/commands", token, "{\"type\":\"PauseTraining\"}")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void whoAttachesARunIsTheTokensName() throws Exception {
        GuardedClient.Made ann = service.make("trainer", "");
        String run = "attached-" + UUID.randomUUID();
        String body = attachment("\"run\": \"" + run + "\"");
        assertThat(service.post(
                                "/runs",
                                ann.text(),
                                body.replace("{\"attach_id\"", "{\"requested_by\": \"bob\", \"attach_id\""))
                        .statusCode())
                .isEqualTo(422);
        assertThat(service.post("/runs", ann.text(), body).statusCode()).isEqualTo(201);

        assertThat(service.get("/runs/" + run, ann.text()).body())
                .contains("asked for by <bdi>" + ann.name() + "</bdi>");
        assertThat(audit(run).path("what").asText()).isEqualTo("attach a test");
        assertThat(audit(run).path("by").asText()).isEqualTo(ann.name());
    }

    @Test
    void anOperatorRequestsNewRunsInTheirOwnName() throws Exception {
        GuardedClient.Made ann = service.make("operator", ",\"runs\":[\"mine-*\"]");
        String path = "/runs/mine-" + UUID.randomUUID();
        String run = path.substring("/runs/".length());
        String spec = Wire.JSON.writeValueAsString(Specs.with(List.of(), List.of()));
        assertThat(service.put("/runs/other-1", ann.text(), spec).statusCode()).isEqualTo(404);
        assertThat(service.put(path, ann.text(), spec, "X-Requested-By", "bob").body())
                .contains("urn:epochal:problem:name-foreign");
        assertThat(service.put(path, ann.text(), "{\"epochs\": 0}").body())
                .contains("urn:epochal:problem:not-a-request");
        assertThat(service.put(path, service.make("trainer", "").text(), spec).statusCode())
                .isEqualTo(403);

        HttpResponse<String> requested = service.put(path, ann.text(), spec);
        assertThat(requested.statusCode()).as(requested.body()).isEqualTo(202);
        assertThat(requested.body()).isEqualTo("{\"run\":\"" + run + "\"}");
        assertThat(service.put(path, ann.text(), spec).body()).contains("urn:epochal:problem:run-exists");
        assertThat(audit(run).path("what").asText()).isEqualTo("train");
        assertThat(audit(run).path("by").asText()).isEqualTo(ann.name());
    }

    /** The entry of a run that has one. */
    private JsonNode audit(String run) throws Exception {
        for (JsonNode entry : GuardedClient.json(
                        service.get("/audit", GuardedClient.rootToken(), "Accept", "application/json"))
                .path("entries")) {
            if (entry.path("run").asText().equals(run)) {
                return entry;
            }
        }
        throw new AssertionError("the audit has nothing of " + run);
    }

    private static String attachment(String run) {
        return """
                {"attach_id": "%s", %s, "trainer": "a test", "capabilities": ["StopTraining"], "callbacks": [],
                 "params": {"epochs": 10, "metrics": [], "validates": true, "learning_rate": 0.1}}"""
                .formatted(UUID.randomUUID(), run);
    }

    @Test
    void aRequestStandsUnderTheTokensName() throws Exception {
        String run = "signed-" + UUID.randomUUID();
        try (TestLog log = log(run)) {
            log.started(1);
        }
        GuardedClient.Made ann = service.make("operator", "");
        String path = "/runs/" + run + "/commands";
        String pause = "{\"type\":\"PauseTraining\"}";
        assertThat(service.post(path, ann.text(), pause, "X-Requested-By", "bob")
                        .body())
                .contains("urn:epochal:problem:name-foreign");
        assertThat(service.post(path, ann.text(), "{\"requested_by\":\"bob\",\"command\":" + pause + "}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(service.post(path, ann.text(), "{\"requested_by\":\"" + ann.name() + "\",\"command\":" + pause + "}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(service.post(path, ann.text(), "{\"type\":\"SetLearningRate\",\"value\":0.5}")
                        .statusCode())
                .isEqualTo(202);
        JsonNode newest = GuardedClient.json(
                        service.get("/audit", GuardedClient.rootToken(), "Accept", "application/json"))
                .path("entries")
                .get(0);
        assertThat(newest.path("by").asText()).isEqualTo(ann.name());
        assertThat(newest.path("run").asText()).isEqualTo(run);
        assertThat(newest.path("what").asText()).isEqualTo("set learning_rate=0.5");
        assertThat(service.get("/audit", GuardedClient.rootToken(), "Accept", "text/html")
                        .body())
                .contains(run, ann.name(), "set learning_rate=0.5");
    }

    @Test
    void aStreamEndsWithItsToken() throws Exception {
        String run = "streamed-" + UUID.randomUUID();
        try (TestLog log = log(run)) {
            log.started(1);
        }
        GuardedClient.Made made = service.make("viewer", "");
        String[] token = {"Authorization", "Bearer " + made.text()};
        try (SseClient events = SseClient.open(root.resolve("/runs/" + run + "/events"), token);
                SseClient page = SseClient.open(root.resolve("/live"), token)) {
            assertThat(events.next()).isPresent();
            assertThat(page.next()).isPresent();
            assertThat(service.delete("/tokens/" + made.name(), GuardedClient.rootToken())
                            .statusCode())
                    .isEqualTo(204);
            assertThat(events.next()).isEmpty();
            Optional<SseClient.Received> more = page.next();
            while (more.isPresent()) {
                more = page.next();
            }
        }
    }

    @Test
    void aLinkWithATokenSignsABrowserIn() throws Exception {
        GuardedClient.Made made = service.make("viewer", "");
        HttpResponse<String> signedIn = service.get("/login?token=" + made.text(), NOBODY);
        assertThat(signedIn.statusCode()).isEqualTo(303);
        assertThat(signedIn.headers().firstValue("Location").orElseThrow())
                .endsWith("/")
                .doesNotContain("token");
        String cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie)
                .startsWith("epochal-session-" + root.getPort() + "=")
                .contains("HttpOnly", "SameSite=Strict", "Path=/")
                .doesNotContain("Secure", made.text().substring(21));
        String[] browser = {"Cookie", cookie.substring(0, cookie.indexOf(';')), "Accept", "text/html"};
        assertThat(service.get("/", NOBODY, browser).statusCode()).isEqualTo(200);
        assertThat(service.get("/login", NOBODY, browser).body()).contains(made.name());
        assertThat(service.get("/audit", NOBODY, browser).statusCode()).isEqualTo(403);
        browser[1] = browser[1].substring(0, browser[1].length() - 1) + (browser[1].endsWith("0") ? "1" : "0");
        assertThat(service.get("/", NOBODY, browser).statusCode()).isEqualTo(303);
        browser[1] = cookie.substring(0, cookie.indexOf(';'));
        HttpResponse<String> out = service.form("/login/out", NOBODY, "", browser);
        assertThat(out.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
        service.delete("/tokens/" + made.name(), GuardedClient.rootToken());
        await().atMost(Duration.ofSeconds(1)).untilAsserted(() -> {
            HttpResponse<String> over = service.get("/runs/x?a=b", NOBODY, browser);
            assertThat(over.statusCode()).isEqualTo(303);
            assertThat(over.headers().firstValue("Location").orElseThrow()).endsWith("/login?next=%2Fruns%2Fx%3Fa%3Db");
        });
    }

    @Test
    void theFormSignsABrowserInAndLeadsNowhereElse() throws Exception {
        assertThat(service.get("/login?next=/runs/x", NOBODY).body())
                .contains("name=\"next\" value=\"/runs/x\"")
                .doesNotContain("OpenID");
        String token = GuardedClient.rootToken();
        for (String evil :
                List.of("//evil.example", "/%5Cevil.example", "http://evil.example", "evil", "/a%0d%0ab", "")) {
            HttpResponse<String> signedIn = service.form("/login", NOBODY, "token=" + token + "&next=" + evil);
            assertThat(signedIn.statusCode()).isEqualTo(303);
            assertThat(URI.create(signedIn.headers().firstValue("Location").orElseThrow())
                            .getHost())
                    .as(evil)
                    .isIn(null, root.getHost());
            assertThat(signedIn.headers().firstValue("Location").orElseThrow()).endsWith("/");
        }
        HttpResponse<String> refused = service.form("/login", NOBODY, "token=" + token + "0");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("no token that holds").doesNotContain(token);
        assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void aProgramIsToldWhatIsMissing() throws Exception {
        HttpResponse<String> answer = service.get("/runs/x/events", NOBODY);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(GuardedClient.json(answer).path("type").asText()).isEqualTo("urn:epochal:problem:unknown-caller");
        assertThat(GuardedClient.json(answer).path("detail").asText()).contains("Authorization: Bearer");
    }

    @Test
    void whoAsksTooOftenWaitsAndNobodyElse() throws Exception {
        String token = service.make("viewer", "").text();
        HttpResponse<String> answer = service.get("/compare", token);
        for (int i = 0; i < 10_000 && answer.statusCode() != 429; i++) {
            answer = service.get("/compare", token);
        }
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(GuardedClient.json(answer).path("type").asText()).isEqualTo("urn:epochal:problem:too-many-requests");
        assertThat(service.get("/compare", GuardedClient.rootToken()).statusCode())
                .isNotEqualTo(429);
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "ready", "started"})
    void aProbeNeedsNoToken(String probe) throws Exception {
        assertThat(management().get("/q/health/" + probe, NOBODY).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q/metrics",
                "/q/metrics/",
                "/q//metrics",
                "/q/%6detrics",
                "/q/health/live/../../metrics",
                "/q/health/live/%2e%2e/%2e%2e/metrics",
                "/q/health/live;/../../metrics",
                "//q/metrics",
                "/q/health",
                "/q/health/",
                "/q/health/well",
                "/q/health/group/any",
                "/q/health/live/x",
                "/q",
                "/"
            })
    void whatIsNoProbeIsClosedOnTheManagementPort(String path) throws Exception {
        assertThat(management().raw("GET " + path, List.of()))
                .startsWith("HTTP/1.1 401 ")
                .contains("EPOCHAL_METRICS_TOKEN_FILE")
                .doesNotContain("epochal_queue_waiting");
    }

    @Test
    void metricsAreForTheirOwnTokenAndNoOther() throws Exception {
        String token = Files.readString(metricsFile()).strip();
        String path = "/q/metrics";
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(metricsFile())))
                .isEqualTo("rw-------");
        assertThat(management().get(path, token).body()).contains("epochal_queue_waiting");
        assertThat(management().get("/q/health/well", token).statusCode()).isIn(200, 503);
        for (String other :
                List.of(GuardedClient.rootToken(), token + "0", token.substring(1), token.toUpperCase(ROOT))) {
            assertThat(management().get(path, other).statusCode()).as(other).isEqualTo(401);
        }
        String header = "Authorization: Bearer " + token;
        assertThat(management().raw("GET " + path, List.of(header, header))).startsWith("HTTP/1.1 401 ");
        assertThat(management().raw("GET " + path + "?token=" + token, List.of()))
                .startsWith("HTTP/1.1 401 ");
        assertThat(management().raw("GET " + path, List.of("Authorization: bearer  " + token)))
                .startsWith("HTTP/1.1 200 ");
        assertThat(service.get("/runs/x", token).statusCode()).isEqualTo(401);
    }

    private GuardedClient management() {
        return new GuardedClient(health);
    }

    private static Path metricsFile() {
        return Path.of(ConfigProvider.getConfig().getValue("epochal.metrics.token-file", String.class));
    }

    @Test
    void itsDescriptionIsForWhoIsKnown() throws Exception {
        assertThat(service.get("/q/openapi", service.make("viewer", "").text()).body())
                .contains("securitySchemes", "scheme: bearer");
    }

    private static TestLog log(String run) {
        return TestLog.of(run, EmbeddedBroker.bootstrap());
    }
}
