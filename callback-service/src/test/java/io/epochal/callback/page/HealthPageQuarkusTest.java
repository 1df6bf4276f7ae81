package io.epochal.callback.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.api.SmallLimits;
import io.epochal.callback.messaging.EmbeddedBroker;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The health page, of a service that decides and records. */
@Tag("slow")
@QuarkusTest
@TestProfile(SmallLimits.class)
@QuarkusTestResource(EmbeddedBroker.class)
@Timeout(60)
class HealthPageQuarkusTest extends PageFixture {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void showsWhoReadsTheLogAndHowFar() {
        begun();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(page.get("/health").body())
                .contains("<td>deciders</td>\n<td data-label=\"state\"><span class=\"phase running\">")
                .contains("<td>TensorBoard recorder</td>\n<td data-label=\"state\"><span class=\"phase running\">")
                .containsPattern("<code>callback-deciders</code>")
                .contains("Trainer services: <strong class=\"number\">0</strong>"));
    }

    @Test
    void saysWhatToDoForRunsThatWaitWhereThereIsNoTrainer() {
        log.requested();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(page.get("/health").body())
                .contains("<span class=\"phase wrong\">not well</span>")
                .containsPattern(
                        "<a [^>]*href=\"#trainers\">No trainer service is there, and \\d+ runs? waits? for one.</a>"
                                + " Start one: it goes on"));
    }

    @Test
    void showsDeadLettersAsText() throws Exception {
        log.foreign("io.epochal.<img src=x>\u202e", "{\"a\": \"<script>alert(1)</script>\"}");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(page.get("/health").body())
                .contains("<bdi>" + run + "</bdi>")
                .contains("is not known to this version")
                .contains("training.events-")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .contains("Something needs a look"));
        assertThat(page.get("/health").body())
                .doesNotContain("<img")
                .doesNotContain("<script>")
                .doesNotContain("\u202e");
    }
}
