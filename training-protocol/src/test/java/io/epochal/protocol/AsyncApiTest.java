package io.epochal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The AsyncAPI document has the topics and types that there are. Its own form was checked with AsyncAPI's parser. */
class AsyncApiTest {
    private static final String DEAD_LETTER = "DeadLetter";

    private final JsonNode document;

    AsyncApiTest() throws IOException {
        document = new YAMLMapper()
                .readTree(Schemas.FOLDER.resolve("asyncapi.yaml").toFile());
    }

    @Test
    void everyTypeIsInTheChannelOfItsTopic() {
        Map<String, Set<String>> channels = new TreeMap<>();
        document.get("channels")
                .forEach(channel -> channels.put(channel.get("address").asText(), messages(channel)));

        assertThat(channels)
                .isEqualTo(Map.of(
                        Topic.RUNS.name("{prefix}"), Set.of("RunRequested"),
                        Topic.EVENTS.name("{prefix}"), events(),
                        Topic.BATCHES.name("{prefix}"), Set.of("BatchEnded"),
                        Topic.CONTROL.name("{prefix}"), Set.of("CommandRequest"),
                        Topic.VERDICTS.name("{prefix}"), Set.of("Verdict"),
                        Topic.SUMMARIES.name("{prefix}"), Set.of("RunSummary"),
                        Topic.DEAD_LETTERS.name("{prefix}"), Set.of(DEAD_LETTER)));
    }

    @Test
    void everyMessageSaysItsTypeAndRefersToItsSchema() {
        JsonNode messages = document.at("/components/messages");
        Set<String> types = names(GoldenRecord.types().stream());
        types.add(DEAD_LETTER);

        assertThat(messages.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(types);
        types.remove(DEAD_LETTER);
        for (String type : types) {
            JsonNode message = messages.get(type);
            assertThat(message.at("/headers/allOf/1/properties/ce_type/const").asText())
                    .isEqualTo("io.epochal." + type);
            assertThat(message.at("/payload/$ref").asText()).isEqualTo(Schemas.ofMessage(type));
        }
    }

    @Test
    void everyMessageCanBeReceived() {
        Set<String> received = new TreeSet<>();
        for (JsonNode operation : document.get("operations")) {
            if (operation.get("action").asText().equals("receive")) {
                SchemaPlace.stream(operation.get("messages"))
                        .forEach(message ->
                                received.add(lastOf(message.get("$ref").asText())));
            }
        }

        assertThat(document.at("/components/messages").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(received);
    }

    @Test
    void everyReferenceLeadsSomewhere() throws IOException {
        assertThat(document.get("asyncapi").asText()).isEqualTo("3.0.0");
        assertResolved(document, document);
        for (String path : Schemas.in("")) {
            for (JsonPointer place : JsonEdits.places(Schemas.read(path))) {
                if (place.last().getMatchingProperty().equals("$ref")) {
                    SchemaPlace target =
                            SchemaPlace.of(path).at(place.head().toString()).resolved();
                    assertThat(target.schema().isObject()).as(path + place).isTrue();
                }
            }
        }
    }

    private static void assertResolved(JsonNode document, JsonNode part) {
        for (JsonPointer place : JsonEdits.places(part)) {
            if ("$ref".equals(place.last().getMatchingProperty())) {
                String target = part.at(place).asText();
                boolean resolved = target.startsWith("#")
                        ? !document.at(target.substring(1)).isMissingNode()
                        : Files.exists(Schemas.FOLDER.resolve(target));
                assertThat(resolved).as(place + ": " + target).isTrue();
            }
        }
    }

    private static Set<String> events() {
        return names(GoldenRecord.records(TrainingEvent.class).stream());
    }

    private static Set<String> messages(JsonNode channel) {
        Set<String> names = new TreeSet<>();
        channel.get("messages").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> names(Stream<Class<?>> types) {
        return types.map(Class::getSimpleName).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String lastOf(String reference) {
        return reference.substring(reference.lastIndexOf('/') + 1);
    }
}
