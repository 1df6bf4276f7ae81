package io.epochal.callback.api.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.protocol.RevokedEnds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.resteasy.reactive.server.jaxrs.SseImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventStreamTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private final ScriptedLog log = new ScriptedLog();
    private final ScriptedClient client = new ScriptedClient();
    private final AtomicInteger sent = new AtomicInteger();

    @Test
    void readsNoFurtherWhileTheClientTakesNothing() throws Exception {
        log.endless();
        client.stop();
        CompletableFuture<Void> stream = start(LONG, LONG);
        await().until(() -> client.offered() == 1);

        int asked = log.asked();
        await().during(Duration.ofMillis(300)).until(() -> log.asked() == asked && client.offered() == 1);

        client.go();
        await().until(() -> client.offered() > 100 && log.asked() > asked);
        client.close();
        stream.get(10, TimeUnit.SECONDS);
        assertThat(log.closed()).isTrue();
    }

    @Test
    void givesUpAClientThatTakesNothingForLong() throws Exception {
        log.endless();
        client.stop();
        start(LONG, Duration.ofMillis(50)).get(10, TimeUnit.SECONDS);
        assertThat(sent).hasValue(0);
        assertThat(log.closed()).isTrue();
    }

    @Test
    void endsWithoutAWordWhenTheLogCannotBeReadOn() throws Exception {
        log.holds(ScriptedLog.event(0, "io.epochal.RunStarted", 1));
        log.breaksAfter(1);
        start(LONG, LONG).get(10, TimeUnit.SECONDS);
        assertThat(client.offered()).isEqualTo(1);
        assertThat(log.closed()).isTrue();
    }

    @Test
    void continuesBehindAnOlderAttemptsEndAndStopsAtTheNewestOnes() throws Exception {
        log.holds(
                ScriptedLog.event(0, "io.epochal.RunStarted", 1),
                ScriptedLog.event(1, "io.epochal.RunResumed", 2),
                ScriptedLog.event(2, "io.epochal.RunEnded", 1),
                ScriptedLog.event(3, "io.epochal.CheckpointTaken", 2),
                ScriptedLog.event(4, "io.epochal.RunEnded", 2));
        start(LONG, LONG).get(10, TimeUnit.SECONDS);
        assertThat(sent).hasValue(5);
    }

    private CompletableFuture<Void> start(Duration heartbeat, Duration patience) throws Exception {
        EventSubscription all =
                new EventSubscription("run", new StreamStart.Beginning(), EventTypeFilter.of(List.of()));
        EventCursor cursor = EventCursor.open(log, run -> Optional.of(RevokedEnds.NONE), all);
        SseWriter writer = new SseWriter(client, new SseImpl(), patience);
        EventStream stream = new EventStream(cursor, writer, heartbeat, sent::incrementAndGet);
        return CompletableFuture.runAsync(() -> {
            try (cursor) {
                stream.run(() -> false);
            }
        });
    }
}
