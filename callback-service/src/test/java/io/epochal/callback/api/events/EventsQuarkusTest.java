package io.epochal.callback.api.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.callback.api.SmallLimits;
import io.epochal.callback.api.SseClient;
import io.epochal.callback.api.SseClient.Received;
import io.epochal.callback.api.TestLog;
import io.epochal.callback.messaging.EmbeddedBroker;
import io.epochal.protocol.Wire;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The events of the whole service, read by a real client. */
@Tag("slow")
@QuarkusTest
@TestProfile(SmallLimits.class)
@QuarkusTestResource(EmbeddedBroker.class)
@Timeout(60)
class EventsQuarkusTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TestHTTPResource
    URI root;

    @Inject
    MeterRegistry meters;

    private final String run = "run-" + UUID.randomUUID();
    private TestLog log;

    @BeforeEach
    void connect() {
        log = TestLog.of(run, EmbeddedBroker.bootstrap());
    }

    @AfterEach
    void everyStreamIsClosed() {
        log.close();
        await().atMost(LIMIT)
                .until(() -> meters.get("epochal.api.streams").gauge().value() == 0);
    }

    @Test
    void streamsARunFromItsBeginningToItsEndAsItIsOnTheWire() throws Exception {
        List<String> places = List.of(log.started(1), log.taken(1, 1), log.ended(1, 2));

        try (SseClient listener = listen("")) {
            assertThat(listener.status()).isEqualTo(200);
            assertThat(listener.response().headers().firstValue("content-type")).hasValue("text/event-stream");
            assertThat(listener.response().headers().firstValue("cache-control"))
                    .hasValue("no-store");
            List<Received> received = listener.rest();
            assertThat(received).extracting(Received::id).isEqualTo(places);
            assertThat(received)
                    .extracting(Received::event)
                    .containsExactly("io.epochal.RunStarted", "io.epochal.CheckpointTaken", "io.epochal.RunEnded");
            JsonNode taken = Wire.JSON.readTree(received.get(1).data());
            assertThat(taken.get("run").asText()).isEqualTo(run);
            assertThat(taken.get("sequence").asInt()).isEqualTo(1);
        }
    }

    @Test
    void whoComesBackWithTheLastIdLosesAndDoublesNothing() throws Exception {
        List<String> places = new ArrayList<>();
        places.add(log.started(1));
        try (TestLog other = TestLog.of("other-" + run, bootstrap())) {
            for (int sequence = 1; sequence < 40; sequence++) {
                places.add(log.taken(1, sequence));
                other.taken(1, sequence);
            }
        }
        List<String> received = new ArrayList<>();
        String last = "";
        for (int take = 1; received.size() < 35; take++) {
            try (SseClient listener = last.isEmpty() ? listen("") : listenAgain("?from=beginning", last)) {
                listener.next(take).forEach(event -> received.add(event.id()));
                last = listener.lastId();
            }
        }
        places.add(log.ended(1, 40));
        try (SseClient listener = listenAgain("", last)) {
            listener.rest().forEach(event -> received.add(event.id()));
        }

        assertThat(received).isEqualTo(places);
    }

    @Test
    void sendsWhatHappensWhileAClientIsConnected() throws Exception {
        log.started(1);
        try (SseClient listener = listen("?from=end")) {
            String place = log.taken(1, 1);
            assertThat(listener.next(1)).extracting(Received::id).containsExactly(place);
            log.ended(1, 2);
            assertThat(listener.rest()).hasSize(1);
        }
    }

    @Test
    void beginsWithTheEventThatIsNamed() throws Exception {
        log.started(1);
        String place = log.taken(1, 1);
        log.ended(1, 2);

        try (SseClient listener = listen("?from=" + place)) {
            assertThat(listener.rest())
                    .hasSize(2)
                    .first()
                    .extracting(Received::id)
                    .isEqualTo(place);
        }
    }

    @Test
    void sendsTheRequestedTypesAndHowFarTheOthersWent() throws Exception {
        String started = log.started(1);
        String suspended = log.suspended(1, 1);
        log.taken(2, 0);
        String ended = log.ended(2, 1);

        try (SseClient listener = listen("?type=RunSuspended&type=io.epochal.RunStarted")) {
            assertThat(listener.rest()).extracting(Received::id).containsExactly(started, suspended);
            assertThat(listener.lastId()).isEqualTo(ended);
        }
        assertThat(status("?type=RunSuspended", "Last-Event-ID", suspended)).isEqualTo(204);
    }

    @Test
    void aRunThatIsOverHasNoContentForWhoHasHadItsEndOrWantsOnlyWhatComes() throws Exception {
        log.started(1);
        String ended = log.ended(1, 1);
        String behind;
        try (TestLog other = TestLog.of("other-" + run, bootstrap())) {
            behind = other.started(1);
        }

        assertThat(status("", "Last-Event-ID", ended)).isEqualTo(204);
        assertThat(status("", "Last-Event-ID", behind)).isEqualTo(204);
        assertThat(status("?from=end")).isEqualTo(204);
    }

    @Test
    void aRunWhoseEndIsRevokedContinues() throws Exception {
        log.requested();
        log.started(1);
        String ended = log.ended(1, 1);
        assertThat(status("", "Last-Event-ID", ended)).isEqualTo(204);

        log.takenBack(1);
        try (SseClient listener = listen("", "Last-Event-ID", ended)) {
            String taken = log.taken(2, 0);
            assertThat(listener.next(1)).extracting(Received::id).containsExactly(taken);
            // The first attempt's trainer does not know yet.
            log.ended(1, 2);
            String last = log.ended(2, 1);
            assertThat(listener.rest())
                    .hasSize(2)
                    .last()
                    .extracting(Received::id)
                    .isEqualTo(last);
        }
    }

    @Test
    void aRunThatWaitsForATrainerIsWaitedFor() throws Exception {
        log.requested();
        try (SseClient listener = listen("")) {
            assertThat(listener.status()).isEqualTo(200);
            String started = log.started(1);
            assertThat(listener.next(1)).extracting(Received::id).containsExactly(started);
        }
    }

    @Test
    void sendsALineWhileNothingHappens() throws Exception {
        log.started(1);
        try (SseClient listener = listen("")) {
            listener.next(1);
            String line = listener.line();
            while (!line.startsWith(":")) {
                line = listener.line();
            }
            assertThat(line).isEqualTo(":heartbeat");
        }
    }

    @Test
    void passesOnWhatALaterVersionPublishesAndNothingThatWouldBreakTheStream() throws Exception {
        log.foreign("io.epochal.RunMoved", "{\"run\":\"x\",\r\n\"attempt\":1}");
        log.foreign("io.epochal.Run\ndata: injected", "{}");
        log.ended(1, 0);

        try (SseClient listener = listen("")) {
            assertThat(listener.rest())
                    .extracting(Received::event)
                    .containsExactly("io.epochal.RunMoved", "io.epochal.RunEnded");
        }
    }

    @Test
    void reportsThatThereIsNoSuchRun() throws Exception {
        for (String query : List.of("", "?from=end")) {
            JsonNode problem = problem(404, query);
            assertThat(problem.get("type").asText()).isEqualTo("urn:epochal:problem:run-unknown");
            assertThat(problem.get("title").asText()).isEqualTo("There is no such run");
            assertThat(problem.get("status").asInt()).isEqualTo(404);
            assertThat(problem.get("detail").asText()).contains(run);
            assertThat(problem.get("instance").asText()).isEqualTo("/runs/" + run + "/events");
        }
    }

    @Test
    void reportsWhatIsWrongWithAPositionOrAType() throws Exception {
        log.started(1);

        assertThat(problem(400, "?from=start").get("detail").asText())
                .isEqualTo("from must be beginning, end, or the id of an event, such as 0-1742; found start");
        assertThat(problem(400, "", "Last-Event-ID", "7").get("detail").asText())
                .isEqualTo("Last-Event-ID must be the id of an event, such as 0-1742; found 7");
        assertThat(problem(400, "?from=0-99999999").get("detail").asText())
                .startsWith("0-99999999 is not in the run's log, which goes from 0-0 to below 0-");
        assertThat(problem(400, "?from=7-0").get("type").asText()).isEqualTo("urn:epochal:problem:position-unknown");
        assertThat(problem(400, "?type=EpochEndet").get("detail").asText())
                .endsWith("found EpochEndet (did you mean EpochEnded?)");
        assertThat(problem(406, "", "Accept", "application/xml").get("title").asText())
                .isEqualTo("Not Acceptable");
    }

    @Test
    void opensNoMoreStreamsThanTheSettingAllows() throws Exception {
        log.started(1);
        List<SseClient> open = new ArrayList<>();
        try {
            for (int count = 0; count < SmallLimits.STREAMS; count++) {
                open.add(listen(""));
            }
            try (SseClient refused = listen("")) {
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.response().headers().firstValue("retry-after"))
                        .hasValue("5");
                assertThat(body(refused).get("type").asText()).isEqualTo("urn:epochal:problem:streams-exhausted");
            }
            open.remove(0).close();
            await().atMost(LIMIT).until(() -> status("?type=RunStarted") == 200);
        } finally {
            for (SseClient listener : open) {
                listener.close();
            }
        }
    }

    private static String bootstrap() {
        return EmbeddedBroker.bootstrap();
    }

    private SseClient listen(String query, String... headers) throws IOException, InterruptedException {
        return SseClient.open(root.resolve("/runs/" + run + "/events" + query), headers);
    }

    /** A stream that its client has closed counts as open until the service looks at it. */
    private SseClient listenAgain(String query, String last) throws IOException, InterruptedException {
        SseClient listener = listen(query, "Last-Event-ID", last);
        while (listener.status() == 503) {
            listener.close();
            listener = listen(query, "Last-Event-ID", last);
        }
        return listener;
    }

    private int status(String query, String... headers) throws IOException, InterruptedException {
        try (SseClient listener = listen(query, headers)) {
            return listener.status();
        }
    }

    private JsonNode problem(int status, String query, String... headers) throws IOException, InterruptedException {
        try (SseClient listener = listen(query, headers)) {
            assertThat(listener.status()).isEqualTo(status);
            assertThat(listener.response().headers().firstValue("content-type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
            return body(listener);
        }
    }

    private static JsonNode body(SseClient listener) throws IOException {
        return Wire.JSON.readTree(listener.response().body());
    }
}
