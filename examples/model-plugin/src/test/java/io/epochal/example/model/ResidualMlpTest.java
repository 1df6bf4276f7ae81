package io.epochal.example.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResidualMlpTest {
    private static Block create(Map<String, Object> options, Shape row) throws IOException {
        return new ResidualMlp().create(Fields.of("model.options", options), List.of(row));
    }

    @Test
    void hasAsManyBlocksAsTheSpecSays() throws IOException {
        assertThat(create(Map.of("outputs", 2, "blocks", 3), new Shape(2))
                        .getChildren()
                        .size())
                .isEqualTo(2 + 3 + 1);
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> create(Map.of(), new Shape(2)))
                .isInstanceOf(SpecException.class)
                .hasMessage("model.options.outputs is required");
        assertThatThrownBy(() -> create(Map.of("outputs", 2), new Shape(28, 28)))
                .hasMessageStartingWith("takes one input with a row of numbers");
    }

    @Test
    void aRowIsTheSameWheneverItIsRead() {
        Spirals rows = new Spirals(10, 0.1, 0);

        assertThat(rows.read(new int[] {3}).inputs().get(0).values())
                .containsExactly(
                        rows.read(new int[] {1, 3}).inputs().get(0).values()[2],
                        rows.read(new int[] {1, 3}).inputs().get(0).values()[3]);
    }
}
