package io.epochal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    /** Keras' own values at steps 0 to 59 (3.15.1, numpy backend); powers and cosines of two libraries may differ in the last bit. */
    @Test
    void followsKeras() throws IOException {
        int cases = 0;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(getClass().getResourceAsStream("/keras-golden/schedules.jsonl")),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine(), cases++) {
                Map<?, ?> one = Wire.JSON.readValue(line, Map.class);
                Schedule schedule = Schedule.read(Fields.of("schedule", one.get("schedule")));
                List<?> rates = (List<?>) one.get("rates");
                for (int step = 0; step < rates.size(); step++) {
                    float expected = ((Number) rates.get(step)).floatValue();
                    assertThat(schedule.at(step))
                            .as("%s at %d", one.get("schedule"), step)
                            .isCloseTo(expected, org.assertj.core.api.Assertions.within(4 * Math.ulp(0.1f)));
                }
            }
        }
        assertThat(cases).isEqualTo(14);
    }

    @Test
    void holdsATableAndWarmsUp() {
        Schedule table = Schedule.read(Fields.of("schedule", Map.of("0", 0.1, 3, 0.01)));
        Schedule warmup =
                Schedule.read(Fields.of("schedule", Map.of("type", "Warmup", "warmup_target", 0.5, "warmup_steps", 4)));

        assertThat(List.of(table.at(0), table.at(2), table.at(3), table.at(99)))
                .containsExactly(0.1f, 0.1f, 0.01f, 0.01f);
        assertThat(List.of(warmup.at(0), warmup.at(1), warmup.at(4), warmup.at(9)))
                .containsExactly(0f, 0.125f, 0.5f, 0.5f);
    }
}
