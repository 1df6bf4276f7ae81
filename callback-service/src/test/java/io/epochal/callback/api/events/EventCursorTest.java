package io.epochal.callback.api.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.RevokedEnds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventCursorTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final ScriptedLog log = new ScriptedLog();

    /** Kafka answers the question behind a fetch that waits for new records: a stream would open half a second late. */
    @Test
    void whoFindsAnEventDoesNotAskHowFarTheLogGoes() throws Exception {
        log.holds(ScriptedLog.event(0, "io.epochal.RunStarted", 1));
        EventCursor cursor = open(List.of());

        assertThat(cursor.look(LIMIT)).isTrue();
        assertThat(cursor.next(LIMIT)).hasSize(1);
        assertThat(log.endsAsked()).isZero();
    }

    @Test
    void whoFindsNoneLooksToTheEndOfTheLog() throws Exception {
        log.holds(ScriptedLog.event(0, "io.epochal.RunStarted", 1));
        EventCursor cursor = open(List.of("RunEnded"));

        assertThat(cursor.look(LIMIT)).isTrue();
        assertThat(cursor.next(Duration.ZERO)).isEmpty();
        assertThat(log.endsAsked()).isPositive();
    }

    private EventCursor open(List<String> types) throws Exception {
        EventSubscription subscription =
                new EventSubscription("run", new StreamStart.Beginning(), EventTypeFilter.of(types));
        return EventCursor.open(log, run -> Optional.of(RevokedEnds.NONE), subscription);
    }
}
