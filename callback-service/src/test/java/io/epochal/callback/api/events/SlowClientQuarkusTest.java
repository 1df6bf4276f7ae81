package io.epochal.callback.api.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.api.SmallLimits;
import io.epochal.callback.api.TestLog;
import io.epochal.callback.messaging.EmbeddedBroker;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that stops reading stops its stream, and nothing piles up in the service. */
@Tag("slow")
@QuarkusTest
@TestProfile(SmallLimits.class)
@QuarkusTestResource(EmbeddedBroker.class)
@Timeout(120)
class SlowClientQuarkusTest {
    private static final int EVENTS = 150;
    private static final String PICTURE = "x".repeat(200_000);

    @TestHTTPResource
    URI root;

    @Inject
    MeterRegistry meters;

    @Test
    void whatNoClientReadsIsNotFetched() throws Exception {
        String run = "run-" + UUID.randomUUID();
        String bootstrap = EmbeddedBroker.bootstrap();
        try (TestLog log = TestLog.of(run, bootstrap)) {
            for (int index = 0; index < EVENTS; index++) {
                log.drawn(1, index, PICTURE);
            }
            log.ended(1, EVENTS);
        }
        double before = sent();
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress(root.getHost(), root.getPort()));
            String request = "GET /runs/" + run + "/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));

            await().atMost(Duration.ofSeconds(30)).until(() -> sent() > before);
            awaitStandstill();
            assertThat(sent() - before).isLessThan(EVENTS / 2.0);

            assertThat(events(socket)).isEqualTo(EVENTS + 1);
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> meters.get("epochal.api.streams").gauge().value() == 0);
    }

    private void awaitStandstill() {
        AtomicReference<Double> last = new AtomicReference<>(-1.0);
        await().pollInterval(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(30))
                .until(() -> last.getAndSet(sent()) == sent());
    }

    private static long events(Socket socket) throws Exception {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        long events = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            events += line.startsWith("event:") ? 1 : 0;
        }
        return events;
    }

    private double sent() {
        return meters.get("epochal.api.events").counter().count();
    }
}
