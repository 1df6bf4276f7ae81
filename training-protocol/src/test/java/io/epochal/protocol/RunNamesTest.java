package io.epochal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.field.Identifier;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Ids that the service and the command choose. */
class RunNamesTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    @Test
    void anIdHasNameTimeAndChance() {
        assertThat(RunNames.next("iris", NOW, 4)).matches("iris-20260102-030405-[0-9a-f]{4}");
        assertThat(RunNames.next("iris", NOW, 8)).matches("iris-20260102-030405-[0-9a-f]{8}");
        assertThat(RunNames.next("iris", NOW, 8)).isNotEqualTo(RunNames.next("iris", NOW, 8));
    }

    @Test
    void theLongestNameMakesAnIdentifier() {
        assertThat(RunNames.next("n".repeat(Identifier.MAX_LENGTH), NOW, 8))
                .satisfies(id -> assertThat(Identifier.isValid(id)).isTrue());
    }
}
