package io.epochal.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.keras.KerasFileException;
import io.epochal.keras.WeightPath;
import io.epochal.keras.WeightPaths;
import io.epochal.protocol.model.ClassName;
import io.epochal.protocol.model.LayerTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Keras makes the names of layers, and of their groups in a weights file, of their classes by one rule. Run specs and Keras' files are
 * read by two modules, neither of which knows the other: each has the rule.
 */
class AutomaticNamesTest {
    /** Their weights are those of the layers in them. */
    private static final Set<String> AROUND_OTHERS =
            Set.of("Bidirectional", "Functional", "RNN", "Sequential", "TimeDistributed");

    @Test
    void aLayerHasTheNameOfItsGroupInTheFile() throws KerasFileException {
        Set<String> compared = new TreeSet<>();
        Set<String> types = new TreeSet<>(LayerTable.names());
        types.removeAll(AROUND_OTHERS);
        for (String type : types) {
            Optional<String> group = group(type);
            if (group.isPresent()) {
                assertThat(ClassName.snakeCase(type)).isEqualTo(group.get());
                compared.add(type);
            }
        }

        assertThat(compared)
                .contains("Conv2DTranspose", "PReLU", "Dense", "SeparableConv1D")
                .hasSizeGreaterThan(10);
    }

    /** As {@code layers/conv2d_transpose/vars/0} has it; empty for a layer without weights of its own. */
    private static Optional<String> group(String type) throws KerasFileException {
        Map<String, Object> layer =
                Map.of("module", "keras.layers", "class_name", type, "config", Map.of("name", "own"));
        Map<String, Object> model =
                Map.of("class_name", "Sequential", "config", Map.of("name", "m", "layers", List.of(layer)));
        return WeightPaths.of(model).stream()
                .map(WeightPath::h5)
                .filter(path -> path.matches("layers/[^/]+/vars/0"))
                .map(path -> path.split("/")[1])
                .findFirst();
    }
}
