package io.epochal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FitOptionsTest {
    @Test
    void areNoneUnlessTheyAreWritten() throws IOException {
        assertThat(read("{}")).isEqualTo(FitOptions.NONE);
        assertThat(Wire.JSON.writeValueAsString(FitOptions.NONE)).isEqualTo("{}");
    }

    @Test
    void areThoseOfFit() throws IOException {
        FitOptions options = read(
                "{class_weight: {0: 1, 1: 2.5}, steps_per_epoch: 3, validation_steps: 2, validation_freq: [1, 3], validation_batch_size: 7}");

        assertThat(options).isEqualTo(new FitOptions(Map.of(0, 1.0, 1, 2.5), 3, 2, List.of(1, 3), 7));
        assertThat(read(Wire.JSON.writeValueAsString(options)))
                .as("as it is carried")
                .isEqualTo(options);
    }

    /** Keras 3.15's fit, over six epochs. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {}                        | 1, 2, 3, 4, 5, 6
            {validation_freq: 1}      | 1, 2, 3, 4, 5, 6
            {validation_freq: 2}      | 2, 4, 6
            {validation_freq: 4}      | 4
            {validation_freq: 9}      | ''
            {validation_freq: [1, 5]} | 1, 5
            {validation_freq: [9]}    | ''
            """)
    void validatesAfterTheEpochsThatItSays(String yaml, String epochs) throws IOException {
        FitOptions options = read(yaml);
        List<String> validated = new ArrayList<>();
        for (int epoch = 0; epoch < 6; epoch++) {
            if (options.validatesAfter(epoch)) {
                validated.add(String.valueOf(epoch + 1));
            }
        }

        assertThat(String.join(", ", validated)).isEqualTo(epochs);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {class_weight: {}}              | class_weight must have a weight for one class at least
            {class_weight: [1, 2]}          | class_weight must be an object
            {class_weight: {cat: 2}}        | class_weight.cat must be a class, 0 or more
            {class_weight: {-1: 2}}         | class_weight.-1 must be a class, 0 or more
            {class_weight: {0: -2}}         | class_weight.0 must be 0.0 or more
            {class_weight: {0: heavy}}      | class_weight.0 must be a number
            {steps_per_epoch: 0}            | steps_per_epoch must be a whole number, 1 or more
            {validation_steps: 2.5}         | validation_steps must be a whole number, 1 or more
            {validation_batch_size: '7'}    | validation_batch_size must be a whole number, 1 or more
            {validation_freq: 0}            | validation_freq must be a whole number, 1 or more, or a list of them
            {validation_freq: []}           | validation_freq must be a whole number, 1 or more, or a list of them
            {validation_freq: [1, 0]}       | validation_freq must be a whole number, 1 or more, or a list of them
            """)
    void refusesAndSaysWhatWouldBeRight(String yaml, String problem) {
        assertThatThrownBy(() -> read(yaml)).isInstanceOf(SpecException.class).hasMessageStartingWith(problem);
    }

    private static FitOptions read(String yaml) throws IOException {
        return FitOptions.read(
                Fields.of("", new YAMLMapper().readValue(yaml, new TypeReference<Map<Object, Object>>() {})));
    }
}
