package io.epochal.callback.messaging.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChannelSettingsTest {
    private static final ChannelSettings PROMPT = ChannelSettings.prompt("barriers", "deciders");

    @Test
    void aGroupWaitsNoLongerThanHalfAMinuteForAProcessThatHasDiedUnseen() {
        assertThat(PROMPT.polls()).isEqualTo(Duration.ofSeconds(30));
        assertThat(PROMPT.taking(Duration.ofSeconds(10))).isEqualTo(PROMPT);
    }

    @Test
    void aChannelWhoseRecordsTakeLongKeepsItsPartitions() {
        assertThat(PROMPT.taking(Duration.ofMinutes(1)).polls()).isEqualTo(Duration.ofMinutes(2));
    }
}
