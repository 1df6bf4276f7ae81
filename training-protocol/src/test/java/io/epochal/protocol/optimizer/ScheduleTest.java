package io.epochal.protocol.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.Numbers;
import io.epochal.protocol.field.SpecException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                List<?> rates = Objects.requireNonNull((List<?>) one.get("rates"));
                for (int step = 0; step < rates.size(); step++) {
                    float expected = (float) Numbers.parse(rates.get(step)).orElseThrow();
                    assertThat(isClose(schedule.at(step), expected))
                            .as("%s at %d: %s, in Keras %s", one.get("schedule"), step, schedule.at(step), expected)
                            .isTrue();
                }
            }
        }
        assertThat(cases).isEqualTo(41);
    }

    private static boolean isClose(float rate, float expected) {
        return Float.compare(rate, expected) == 0
                || Math.abs(rate - expected) <= 4 * Math.ulp(Math.max(0.1f, expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {'type': 'CosineDecay', 'initial_learning_rate': 'NaN', 'decay_steps': 10}            | initial_learning_rate must be a finite number
            {'type': 'CosineDecay', 'initial_learning_rate': 0.1, 'decay_steps': 0}               | decay_steps must be more than 0
            {'type': 'CosineDecay', 'initial_learning_rate': 0.1, 'decay_steps': 'Infinity'}      | decay_steps must be a finite number
            {'type': 'CosineDecay', 'initial_learning_rate': 1e300, 'decay_steps': 1}             | initial_learning_rate must be a finite number
            {'type': 'CosineDecay', 'decay_steps': 1}                                             | initial_learning_rate is required
            {'type': 'PiecewiseConstantDecay', 'boundaries': [1, null], 'values': [1, 2, 3]}      | boundaries must be a list of numbers
            {'type': 'PiecewiseConstantDecay', 'boundaries': [], 'values': [1]}                   | values must be one more
            {'type': 'ExponentialDecay', 'name': {}, 'initial_learning_rate': 1, 'decay_steps': 1, 'decay_rate': 1} | name must be a text
            {'0': 'NaN'}                                                                          | 0 must be a finite number
            {'type': 'CosineDecay', 'initial_learning_rate': 0.1, 'decay_steps': 1, 'warmup_target': 'x'} | warmup_target must be a number
            """)
    void refusesWhatIsNoSchedule(String written, String problem) throws IOException {
        Object schedule = Wire.JSON.readValue(written.replace('\'', '"'), Object.class);

        assertThatThrownBy(() -> Schedule.read(Fields.of("schedule", schedule)))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("schedule." + problem);
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
