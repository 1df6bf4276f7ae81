package io.epochal.callback.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.callback.api.SmallLimits;
import io.epochal.callback.api.TestLog;
import io.epochal.callback.messaging.EmbeddedBroker;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Wire;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** New runs, by the form on a run's page. */
@Tag("slow")
@QuarkusTest
@TestProfile(SmallLimits.class)
@QuarkusTestResource(EmbeddedBroker.class)
@Timeout(60)
class NewRunQuarkusTest {
    // One for all: no more than 32 runs are looked at in a minute.
    private static final String FROM = "from-" + UUID.randomUUID();

    @TestHTTPResource
    URI root;

    private final String id = "new-" + UUID.randomUUID();
    private TestLog log;
    private PageClient page;

    @BeforeEach
    void begin() throws Exception {
        log = TestLog.of(FROM, EmbeddedBroker.bootstrap());
        log.requested();
        log.started(1);
        page = new PageClient(root);
        assertThat(page.get("/runs/" + FROM + "/new").statusCode()).isEqualTo(200);
    }

    @AfterEach
    void end() {
        log.close();
    }

    private static ObjectNode spec() {
        return Wire.JSON.valueToTree(PageFixture.SPEC);
    }

    @Test
    void theFormHasTheRunsSpecAndAnIdThatNoRunHas() throws Exception {
        String form = page.get("/runs/" + FROM + "/new").body();

        assertThat(form).containsPattern("name=\"id\" value=\"test-\\d{8}-\\d{6}-[0-9a-f]{4}\"");
        assertThat(form).contains("&quot;dataset&quot; : &quot;mnist&quot;").contains("your name");
        assertThat(page.get("/runs/" + FROM).body()).contains("href=\"/runs/" + FROM + "/new\"");
    }

    @Test
    void whatWasEditedIsRequestedOnceUnderItsId() throws Exception {
        String edited = spec().put("epochs", 7).toPrettyString();

        HttpResponse<String> sent = page.train(FROM, id, edited);
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(303);
        assertThat(sent.headers().firstValue("Location")).contains("/runs/" + id);
        assertThat(page.get("/runs/" + id).body()).contains("<span class=\"phase queued\">queued</span>");

        HttpResponse<String> again = page.train(FROM, id, edited);
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body()).contains("There is a run of this id");
        List<RunRequested> requests = StoredMessages.requests(id);
        assertThat(requests).hasSize(1);
        assertThat(requests.get(0).spec().epochs()).isEqualTo(7);
        assertThat(requests.get(0).spec().callbacks()).isEqualTo(PageFixture.SPEC.callbacks());
        assertThat(requests.get(0).requestedBy()).isEqualTo("ann");
    }

    @Test
    void aSpecMayBeLong() throws Exception {
        ObjectNode spec = spec();
        ArrayNode layers = (ArrayNode) spec.at("/model/layers");
        JsonNode layer = layers.get(0);
        layers.removeAll();
        for (int i = 0; i < 900; i++) {
            layers.add(((ObjectNode) layer.deepCopy()).put("name", "dense_" + i));
        }

        HttpResponse<String> sent = page.train(FROM, id, spec.toPrettyString());
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(303);
        assertThat(StoredMessages.requests(id).get(0).spec().model().graph().layers())
                .hasSize(900);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            value = {
                "/epochs| 0| epochs must be a whole number",
                "/epocs| 3| epocs",
                "/callbacks/0/patience| -1| callbacks[0].patience",
                "/callbacks/0/type| \"EarlyStoping\"| callbacks[0].type",
                "/model/layers/0/units| \"ten\"| model.layers[0].units",
                "/optimizer/learning_rate| -1| learning_rate",
                "/data| {\"type\":\"csv\",\"path\":\"table.csv\",\"y\":\"b\"}| data.path must be a file of which the content is known",
                "/name| \"<script>alert(1)</script>\"| name must be 1 to 128 letters",
            })
    void whatIsWrongIsSaidByItsFieldAndNothingIsRequested(String place, String value, String why) throws Exception {
        ObjectNode spec = spec();
        int end = place.lastIndexOf('/');
        JsonNode parent = spec.at(place.substring(0, end));
        ((ObjectNode) parent).set(place.substring(end + 1), Wire.JSON.readTree(value));

        HttpResponse<String> answer = page.train(FROM, id, spec.toPrettyString());

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body())
                .contains(why)
                .contains("aria-invalid=\"true\"")
                .doesNotContain("<script>alert");
        assertThat(StoredMessages.requests(id)).isEmpty();
    }

    @Test
    void whatIsNoJsonIsSaidByItsLineAndKept() throws Exception {
        HttpResponse<String> answer =
                page.train(FROM, id, "{\n  \"epochs\": 3,\n  </textarea><script>alert(1)</script>");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body())
                .contains("is not JSON, in line 3")
                .contains("&lt;/textarea&gt;&lt;script&gt;")
                .doesNotContain("<script>alert");
    }

    @ParameterizedTest
    @CsvSource({"a/b", "''", "'a b'", "../x"})
    void anIdThatNoRunCanHaveIsShownAtItsField(String wrong) throws Exception {
        HttpResponse<String> answer = page.train(FROM, wrong, spec().toString());

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("run must be 1 to 128 letters");
    }

    /** Whatever is sent, the answer is a page or the request is one that a trainer can read. */
    @Test
    void noSpecIsTooStrangeForAnAnswer() throws Exception {
        Random random = new Random(19);
        String text = spec().toString();
        for (int i = 0; i < 200; i++) {
            StringBuilder strange = new StringBuilder(text);
            for (int change = 0; change < 3; change++) {
                int at = random.nextInt(strange.length());
                switch (random.nextInt(4)) {
                    case 0 -> strange.deleteCharAt(at);
                    case 1 -> strange.insert(at, (char) random.nextInt(0xd800));
                    case 2 -> strange.insert(at, "[".repeat(random.nextInt(300)));
                    default -> strange.setCharAt(at, (char) ('0' + random.nextInt(10)));
                }
            }
            String run = id + "-" + i;
            HttpResponse<String> answer = page.train(FROM, run, strange.toString());
            assertThat(answer.statusCode()).as(strange.toString()).isIn(303, 422);
            if (answer.statusCode() == 303) {
                assertThat(StoredMessages.requests(run)).hasSize(1);
            }
        }
    }

    @Test
    void aFormOfAnotherSiteRequestsNothing() throws Exception {
        String spec = spec().toString();
        assertThat(page.train(FROM, id, spec, "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
        assertThat(page.train(FROM, id, spec, "Origin", "http://evil.example.org")
                        .statusCode())
                .isEqualTo(403);
        assertThat(new PageClient(root).train(FROM, id, spec).statusCode()).isEqualTo(403);
        assertThat(StoredMessages.requests(id)).isEmpty();
    }

    @Test
    void aProgramsRunHasNoSuchForm() throws Exception {
        String attached = "attached-" + UUID.randomUUID();
        try (TestLog other = TestLog.of(attached, EmbeddedBroker.bootstrap())) {
            other.says(new AttachedRunStarted(
                    attached,
                    1,
                    0,
                    Instant.now(),
                    new AttachedTrainer("a", "a test", AttachedTrainer.Unit.EPOCH, List.of(), 60),
                    TrainingParams.of(PageFixture.SPEC),
                    List.of(),
                    "bob"));
            other.producer().flush();
        }
        // A look that had begun before knows nothing of it.
        await().untilAsserted(() -> assertThat(page.get("/runs/" + attached).body())
                .contains("asked for by <bdi>bob</bdi>")
                .doesNotContain("/new\""));
        assertThat(page.get("/runs/" + attached + "/new").statusCode()).isEqualTo(409);
    }
}
