package io.epochal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.epochal.protocol.model.ClassName;
import io.epochal.protocol.model.LayerTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema of a layer names those that can be read. */
class LayerSchemaTest {
    private static final String SCHEMA = "part/Layer.json";

    @Test
    void namesEveryLayer() throws IOException {
        Set<String> classes = classes();

        assertThat(names("class")).as("run GoldenFiles to write the names").containsExactlyElementsOf(classes);
        assertThat(names("snake"))
                .containsExactlyElementsOf(classes.stream()
                        .filter(name -> !name.equals("InputLayer"))
                        .map(ClassName::snakeCase)
                        .sorted()
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: Dense, units: 10}",
                "{type: dense, units: 10, name: d, trainable: false}",
                "{type: InputLayer, shape: [28, 28, 1]}",
                "{module: keras.layers, class_name: Dense, config: {name: d, units: 10}, registered_name: null}"
            })
    void takesALayerInBothForms(String yaml) throws IOException {
        assertThat(Schemas.faults(SCHEMA, new YAMLMapper().readTree(yaml))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{type: Dens}",
                "{class_name: Dense}",
                "{type: input_layer}",
                "{type: Dense, name: 3}",
                "[Dense]"
            })
    void refusesWhatIsNoLayer(String yaml) throws IOException {
        assertThat(Schemas.faults(SCHEMA, new YAMLMapper().readTree(yaml))).isNotEmpty();
    }

    /** With the layers that there are now. */
    static void write() throws IOException {
        Path file = Schemas.FOLDER.resolve(SCHEMA);
        String filled = filled(Files.readString(file), "class", classes().stream());
        Files.writeString(
                file,
                filled(
                        filled,
                        "snake",
                        LayerTable.names().stream().map(ClassName::snakeCase).sorted()));
    }

    private static String filled(String schema, String definition, Stream<String> names) {
        String words = names.map(name -> "\n        \"" + name + "\"").collect(Collectors.joining(","));
        return Pattern.compile("(\"" + definition + "\": \\{\\s+\"enum\": \\[)[^\\]]*]")
                .matcher(schema)
                .replaceFirst("$1" + words + "\n      ]");
    }

    private static Set<String> classes() {
        Set<String> classes = new TreeSet<>(LayerTable.names());
        classes.add("InputLayer");
        return classes;
    }

    private static List<String> names(String definition) throws IOException {
        JsonNode words = Schemas.read(SCHEMA).at("/$defs/" + definition + "/enum");
        List<String> names = new ArrayList<>();
        words.forEach(word -> names.add(word.asText()));
        return names;
    }
}
