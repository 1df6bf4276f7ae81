package io.epochal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.epochal.protocol.field.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas take what is on the wire, and refuse what a reader refuses. */
class MessageSchemaTest {
    private static final JsonNode WRONG = Wire.JSON.createObjectNode().put("wrong", true);

    static List<GoldenRecord> records() throws IOException {
        return GoldenRecord.all();
    }

    static List<String> schemas() throws IOException {
        return Schemas.in("");
    }

    @ParameterizedTest
    @MethodSource("records")
    void everyGoldenFileIsAsItsSchemaSays(GoldenRecord record) {
        assertThat(Schemas.faults(Schemas.ofMessage(record.type()), record.value()))
                .isEmpty();
        assertThat(Schemas.faults("part/CloudEvent.json", record.headers())).isEmpty();
    }

    @Test
    void everyMessageAndEveryCommandHasASchema() throws IOException {
        assertThat(Schemas.in("message")).containsExactlyInAnyOrderElementsOf(paths("message", GoldenRecord.types()));

        List<String> commands = paths("command", GoldenRecord.records(Command.class));
        commands.add("command/Command.json");
        assertThat(Schemas.in("command")).containsExactlyInAnyOrderElementsOf(commands);
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void everySchemaIsOneOfTheDraftAndIsCalledByItsPlace(String path) throws IOException {
        JsonNode schema = Schemas.read(path);

        assertThat(Schemas.faultsOf(schema)).isEmpty();
        assertThat(schema.path("$id").asText()).isEqualTo(Schemas.BASE + path);
        assertThat(path).endsWith("/" + schema.path("title").asText() + ".json");
    }

    @ParameterizedTest
    @MethodSource("records")
    void refusesWithoutAFieldWhatAReaderRefusesWithoutItAndNothingElse(GoldenRecord record) throws IOException {
        for (JsonPointer place : JsonEdits.places(record.value())) {
            if (JsonEdits.isField(record.value(), place) && !isArgument(place)) {
                JsonNode less = JsonEdits.without(record.value(), place);

                assertThat(isValid(record, less)).as("without " + place).isEqualTo(record.isReadAs(less));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void whatMayBeMissingMayBeNull(GoldenRecord record) throws IOException {
        for (JsonPointer place : JsonEdits.places(record.value())) {
            boolean fixed = !isFree(place) && !isMeasurement(place) && !isOfSpec(place) && !isDirection(place);
            if (fixed
                    && JsonEdits.isField(record.value(), place)
                    && isValid(record, JsonEdits.without(record.value(), place))) {
                JsonNode none = JsonEdits.with(record.value(), place, NullNode.getInstance());

                assertThat(isValid(record, none)).as("null at " + place).isTrue();
                assertThat(record.isReadAs(none)).as("null at " + place).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void refusesAValueOfAnotherTypeWhereverItIs(GoldenRecord record) {
        for (JsonPointer place : JsonEdits.places(record.value())) {
            if (!isFree(place) && !isArgument(place) && !isNameOrObject(place)) {
                boolean object = record.value().at(place).isObject();
                JsonNode other = JsonEdits.with(record.value(), place, object ? TextNode.valueOf("wrong") : WRONG);

                assertThat(isValid(record, other))
                        .as("another type at " + place)
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void takesFieldsOfALaterVersion(GoldenRecord record) throws IOException {
        JsonNode later = record.value().deepCopy();
        for (JsonPointer place : JsonEdits.places(record.value())) {
            if (later.at(place) instanceof ObjectNode object && !isByClass(place)) {
                object.put("later", 1);
            }
        }

        assertThat(Schemas.faults(Schemas.ofMessage(record.type()), later)).isEmpty();
        assertThat(record.isReadAs(later)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/command/type", "/status", "/spec/semantics", "/params/semantics", "/spec/model/layers/0/type"})
    void refusesAWordOfALaterVersionAsAReaderDoes(String place) throws IOException {
        for (GoldenRecord record : GoldenRecord.all()) {
            JsonPointer pointer = JsonPointer.compile(place);
            if (!record.value().at(pointer).isMissingNode()) {
                JsonNode later = JsonEdits.with(record.value(), pointer, TextNode.valueOf("Later"));

                assertThat(isValid(record, later)).as(record.type()).isFalse();
                assertThat(record.isReadAs(later)).as(record.type()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mnist-cnn", "mnist-every-callback", "chaos"})
    void takesTheRunSpecsThatUsersWrite(String name) throws IOException {
        Path file = Path.of("../runs", name + ".yaml");

        assertThat(Schemas.faults("part/RunSpec.json", new YAMLMapper().readTree(file.toFile())))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{loss: mse, metrics: [mae, {type: AUC, curve: PR}]}",
                "{loss: {type: Huber, delta: 0.5}, weighted_metrics: [acc]}",
                "{loss: {module: keras.losses, class_name: Huber, config: {delta: 0.5}, registered_name: null}}",
                "{class_weight: {0: 1, 1: 2.5}, steps_per_epoch: 3, validation_steps: 2, validation_batch_size: 7}",
                "{validation_freq: 2}",
                "{validation_freq: [1, 3]}",
                "{data: {type: npz, path: rows.npz, validation: {path: more.npz}}}",
                "{optimizer: {type: SGD, momentum: 0.9, nesterov: true}}",
                "{model: {keras: m.keras, architecture: {class_name: Sequential, config: {name: s, layers: []}}}}",
                "{model: {layers: [{class_name: Dense, config: {units: 1}}]}}",
                "{model: {provider: mine}}",
                "{model: {provider: mine, options: {units: 1}, trainable: false, layers: [{type: Dense, units: 1}]}}",
            })
    void takesWhatASpecMayHave(String yaml) throws IOException {
        assertThat(Schemas.faults("part/RunSpec.json", spec(yaml))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{loss: 3}",
                "{loss: {delta: 0.5}}",
                "{model: {provider: 3}}",
                "{model: {provider: mine, options: [1]}}",
                "{model: {provider: mine, trainable: maybe}}",
                "{metrics: mae}",
                "{metrics: [3]}",
                "{weighted_metrics: [{name: a}]}",
                "{class_weight: {}}",
                "{class_weight: {a: 1}}",
                "{class_weight: {0: -1}}",
                "{steps_per_epoch: 0}",
                "{validation_steps: 1.5}",
                "{validation_freq: 0}",
                "{validation_freq: []}",
                "{validation_batch_size: many}",
                "{data: mnist}",
                "{optimizer: {type: adm}}",
                "{model: {}}",
                "{model: {layers: []}}",
                "{model: {keras: m.keras}}",
            })
    void refusesWhatASpecMayNotHave(String yaml) throws IOException {
        assertThat(Schemas.faults("part/RunSpec.json", spec(yaml))).isNotEmpty();
        assertThatThrownBy(() -> RunSpec.of(Wire.JSON.convertValue(spec(yaml), new TypeReference<>() {})))
                .isInstanceOf(SpecException.class);
    }

    /** One with data and a layer, and with this in addition or instead. */
    private static JsonNode spec(String yaml) throws IOException {
        ObjectNode spec = (ObjectNode) Wire.JSON.readTree(
                "{\"data\": {\"dataset\": \"d\"}, \"model\": {\"layers\": [{\"type\": \"Flatten\"}]}}");
        return spec.setAll((ObjectNode) new YAMLMapper().readTree(yaml));
    }

    @Test
    void takesEverySchedule() throws IOException {
        for (String line : Files.readAllLines(Path.of("src/test/resources/keras-golden/schedules.jsonl"))) {
            JsonNode schedule = Wire.JSON.readTree(line).get("schedule");

            assertThat(Schemas.faults("part/Schedule.json", schedule)).as(line).isEmpty();
        }
        assertThat(Schemas.faults("part/Schedule.json", Wire.JSON.readTree("{\"0\": 0.1, \"3\": 0.01}")))
                .isEmpty();
        assertThat(Schemas.faults("part/Schedule.json", Wire.JSON.readTree("{\"first\": 0.1}")))
                .isNotEmpty();
    }

    /** What only the callback service looks into. */
    private static boolean isFree(JsonPointer place) {
        return place.toString().matches(".*/callbacks/\\d+/.*");
    }

    /** A metric's direction: a metric without one is not named. */
    private static boolean isDirection(JsonPointer place) {
        return place.toString().startsWith("/params/directions/");
    }

    /** Of a layer, whose schema has the names of the layers but not what each takes. */
    private static boolean isArgument(JsonPointer place) {
        return place.toString().matches("/spec/model/layers/\\d+/(?!type|name).*");
    }

    /** The keys are classes and no fields. */
    private static boolean isByClass(JsonPointer place) {
        return place.toString().matches("/spec/class_weight|/params/directions");
    }

    /** A text in its place is a name as well; and each loss has arguments of its own. */
    private static boolean isNameOrObject(JsonPointer place) {
        return place.toString().matches("/spec/loss(/(?!type).*)?");
    }

    private static boolean isMeasurement(JsonPointer place) {
        return place.toString().matches(".*/(metrics|test|logs)/.*");
    }

    private static boolean isOfSpec(JsonPointer place) {
        return place.toString().startsWith("/spec/");
    }

    private static boolean isValid(GoldenRecord record, JsonNode value) {
        return Schemas.faults(Schemas.ofMessage(record.type()), value).isEmpty();
    }

    private static List<String> paths(String folder, List<Class<?>> types) {
        List<String> paths = new ArrayList<>();
        types.forEach(type -> paths.add(folder + "/" + type.getSimpleName() + ".json"));
        return paths;
    }
}
