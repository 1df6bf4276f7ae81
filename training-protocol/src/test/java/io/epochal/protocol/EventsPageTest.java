package io.epochal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of the events shows what is on the wire. */
class EventsPageTest {
    private static final Path PAGE = Path.of("../docs/events.md");
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```json *([^\\n]*)\\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");
    private static final String HEADERS = " headers";

    /** @param name the type, or the type and that it is the headers */
    record Example(String name, JsonNode json) {
        GoldenRecord golden() throws IOException {
            return GoldenRecord.of(name.replace(HEADERS, ""));
        }

        boolean isHeaders() {
            return name.endsWith(HEADERS);
        }
    }

    @Test
    void everyTypeHasOneExample() throws IOException {
        List<String> types =
                GoldenRecord.types().stream().<String>map(Class::getSimpleName).toList();

        assertThat(examples().stream().filter(one -> !one.isHeaders()).map(Example::name))
                .containsExactlyInAnyOrderElementsOf(types);
    }

    @Test
    void everyExampleIsTheGoldenRecordAndAsItsSchemaSays() throws IOException {
        for (Example example : examples()) {
            GoldenRecord golden = example.golden();
            String schema = example.isHeaders() ? "part/CloudEvent.json" : Schemas.ofMessage(golden.type());

            assertThat(example.json())
                    .as(example.name())
                    .isEqualTo(example.isHeaders() ? golden.headers() : golden.value());
            assertThat(Schemas.faults(schema, example.json()))
                    .as(example.name())
                    .isEmpty();
        }
    }

    @Test
    void everySchemaIsLinkedAndEveryLinkLeadsSomewhere() throws IOException {
        List<Path> targets = new ArrayList<>();
        for (MatchResult link : matches(LINK)) {
            targets.add(PAGE.resolveSibling(link.group(1)).normalize());
        }

        assertThat(targets).allSatisfy(target -> assertThat(target).exists());
        for (String schema : Schemas.in("")) {
            assertThat(targets).contains(Path.of("../training-protocol", Schemas.FOLDER.toString(), schema));
        }
    }

    private static List<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        for (MatchResult example : matches(EXAMPLE)) {
            examples.add(new Example(example.group(1), Wire.JSON.readTree(example.group(2))));
        }
        assertThat(examples).isNotEmpty();
        return examples;
    }

    private static List<MatchResult> matches(Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(PAGE)).results().toList();
    }
}
