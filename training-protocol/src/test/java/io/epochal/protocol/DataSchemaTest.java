package io.epochal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.protocol.data.DataSamples;
import io.epochal.protocol.data.DataSource;
import io.epochal.protocol.field.Fields;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema of a spec's data says what its reader reads and its records write. */
class DataSchemaTest {
    private static final String SCHEMA = "part/DataSource.json";

    @ParameterizedTest
    @MethodSource("io.epochal.protocol.data.DataSamples#yaml")
    void whatIsReadAndWhatIsWrittenIsValid(String yaml) throws IOException {
        assertThat(Schemas.faults(SCHEMA, Wire.JSON.valueToTree(DataSamples.values(yaml))))
                .isEmpty();
        assertThat(Schemas.faults(SCHEMA, written(yaml))).isEmpty();
    }

    private static JsonNode written(String yaml) throws IOException {
        DataSource source = DataSource.read(Fields.of("data", DataSamples.values(yaml)));
        return Wire.JSON.readTree(Wire.JSON.writerFor(DataSource.class).writeValueAsBytes(source));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{type: nzp, path: a}",
                "{type: npz}",
                "{type: npz, path: 3}",
                "{type: npz, path: {path: a, sha256: AB}}",
                "{type: npz, path: a, limit: 0}",
                "{type: npz, path: a, x: []}",
                "{type: csv, path: a}",
                "{type: csv, path: a, y: b, missing: median}",
                "{type: csv, path: a, y: b, categories: {c: onehot}}",
                "{type: csv, path: a, y: b, separator: ';;'}",
                "{type: images, path: a}",
                "{type: images, path: a, size: [0, 1]}",
                "{type: images, path: a, size: [1, 1], validation: {}}",
                "{type: provider}",
                "{type: idx}",
                "{type: idx, dataset: a, path: b}",
                "{dataset: ../a}",
            })
    void whatTheReaderRefusesIsInvalid(String yaml) {
        assertThat(Schemas.faults(SCHEMA, Wire.JSON.valueToTree(DataSamples.values(yaml))))
                .isNotEmpty();
    }

    /** The samples have every field, so none is in a record only. */
    @Test
    void everyFieldThatIsWrittenIsDescribed() throws IOException {
        Set<String> described = new TreeSet<>();
        Schemas.read(SCHEMA)
                .get("$defs")
                .forEach(
                        definition -> definition.path("properties").fieldNames().forEachRemaining(described::add));
        Set<String> written = new TreeSet<>();
        for (String yaml : DataSamples.yaml()) {
            written(yaml).fieldNames().forEachRemaining(written::add);
        }

        assertThat(written).contains("sample_weight", "separator", "options", "color");
        assertThat(described).containsAll(written);
        written.add("sha256");
        assertThat(written).containsAll(described);
    }
}
