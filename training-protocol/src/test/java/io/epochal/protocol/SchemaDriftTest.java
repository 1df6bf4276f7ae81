package io.epochal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Neither a record nor its schema has a field that the other lacks. */
class SchemaDriftTest {
    static List<Class<?>> types() {
        return GoldenRecord.types();
    }

    @ParameterizedTest
    @MethodSource("types")
    void aRecordAndItsSchemaSayTheSame(Class<?> type) throws IOException {
        assertThat(Drift.between(type, SchemaPlace.of(Schemas.ofMessage(type.getSimpleName()))))
                .isEmpty();
    }

    @Test
    void aFieldThatOnlyOneOfThemHasIsFound() throws IOException {
        ObjectNode changed = (ObjectNode) Schemas.read(Schemas.ofMessage("BatchEnded"));
        ((ObjectNode) changed.get("properties")).remove("loss");
        ((ObjectNode) changed.get("properties")).putObject("gain").put("type", "number");
        ((ObjectNode) changed.at("/properties/dropped")).put("type", "string");
        SchemaPlace place = new SchemaPlace(URI.create(Schemas.ofMessage("BatchEnded")), changed);

        assertThat(Drift.between(BatchEnded.class, place))
                .containsExactlyInAnyOrder(
                        "BatchEnded.loss is not in the schema",
                        "BatchEnded.gain is not in the record",
                        "BatchEnded.dropped is of type integer and not [string]");
    }

    @Test
    void everythingBelowAMessageIsCompared() throws IOException {
        assertThat(Drift.between(Command.class, SchemaPlace.of("part/Layer.json")))
                .contains("Command has no StopTraining");
        assertThat(Drift.between(TrainingEvent.RunEnded.class, SchemaPlace.of(Schemas.ofMessage("RunResumed"))))
                .contains("RunEnded.status is not in the schema", "RunEnded.spec is not in the record");
    }
}
