package io.epochal.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What docs/operations.md tells an operator is what the sources and the manifests say, no more and no less. */
class OperationsPageTest {
    private static final Map<String, String> IMAGES = Map.of(
            "trainer", "epochal/trainer-service",
            "callback", "epochal/callback-service",
            "command", "epochal/command-line");
    private static final Pattern VARIABLE = Pattern.compile("\"(EPOCHAL_[A-Z0-9_]+)\"|env:(EPOCHAL_[A-Z0-9_]+)");

    @ParameterizedTest
    @CsvSource({"trainer, trainer-service", "callback, callback-service"})
    void everySettingOfAServiceHasARowWithItsDefault(String reader, String module) throws IOException {
        Map<String, String> rows = new TreeMap<>();
        OperationsPage.settings().stream()
                .filter(row -> row.readers().contains(reader))
                .forEach(row -> rows.put(row.variable(), value(row, reader)));
        assertThat(rows).isEqualTo(Defaults.ofService(module));
    }

    /** What a trainer cannot do without, a callback service may. */
    private static String value(OperationsPage.Setting row, String reader) {
        boolean required = row.said().equals("required")
                || (row.said().equals("required; callback: none") && reader.equals("trainer"));
        return required ? Defaults.REQUIRED : row.value();
    }

    @Test
    void everyVariableOfTheCommandHasARow() throws IOException {
        Set<String> read = new TreeSet<>();
        // What the stack on this machine reads when a command starts it.
        Pattern.compile("getenv\\(\"(EPOCHAL_[A-Z_]+)\"\\)")
                .matcher(Files.readString(Path.of("../local-stack/src/main/java/io/epochal/stack/StackStartup.java")))
                .results()
                .map(found -> found.group(1))
                .forEach(read::add);
        try (Stream<Path> files = Files.walk(Path.of("../command-line/src/main/java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                VARIABLE.matcher(Files.readString(file))
                        .results()
                        .map(OperationsPageTest::name)
                        .forEach(read::add);
            }
        }
        assertThat(variables("command")).containsExactlyInAnyOrderElementsOf(read);
    }

    @Test
    void everyVariableOfComposeHasARow() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        List<OperationsPage.Setting> settings = OperationsPage.settings();
        settings.stream()
                .filter(row -> row.readers().contains("compose"))
                .forEach(row -> rows.put(row.variable(), row.value()));
        Map<String, String> compose = Defaults.ofCompose();
        assertThat(compose).containsAllEntriesOf(rows);
        assertThat(settings.stream().map(OperationsPage.Setting::variable)).containsAll(compose.keySet());
    }

    @Test
    void everyRowIsReadByWhomItNames() {
        assertThat(OperationsPage.settings()).hasSizeGreaterThan(25).allSatisfy(row -> assertThat(row.readers())
                .filteredOn(reader -> !reader.equals("compose"))
                .allMatch(reader -> ServiceSettings.reads(Objects.requireNonNull(IMAGES.get(reader)), row.variable())));
    }

    @Test
    void noVariableHasTwoRows() {
        assertThat(OperationsPage.settings().stream().map(OperationsPage.Setting::variable))
                .doesNotHaveDuplicates();
    }

    @Test
    void theRightsAreThoseThatStrimziGives() {
        Set<OperationsPage.Right> given = KubernetesManifest.rendered("strimzi-and-keda")
                .filter(one -> one.kind().equals("KafkaUser"))
                .flatMap(user -> Workload.each(user.content().at("/spec/authorization/acls"))
                        .map(rule -> right(user.name(), rule)))
                .collect(Collectors.toSet());
        assertThat(OperationsPage.rights()).containsExactlyInAnyOrderElementsOf(given);
    }

    @Test
    void theActionsInS3AreThoseOfThePolicy() throws IOException {
        String policy = Files.readString(Path.of("../k8s/overlays/local/policy.json"));
        assertThat(OperationsPage.actions())
                .containsExactlyInAnyOrderElementsOf(Pattern.compile("s3:\\w+")
                        .matcher(policy)
                        .results()
                        .map(MatchResult::group)
                        .toList());
    }

    private static OperationsPage.Right right(String user, JsonNode rule) {
        return new OperationsPage.Right(
                user,
                rule.at("/resource/type").asText(),
                rule.at("/resource/name").asText(),
                StreamSupport.stream(rule.path("operations").spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.toSet()));
    }

    private static List<String> variables(String reader) {
        return OperationsPage.settings().stream()
                .filter(row -> row.readers().contains(reader))
                .map(OperationsPage.Setting::variable)
                .toList();
    }

    private static String name(MatchResult match) {
        return match.group(1) == null ? match.group(2) : match.group(1);
    }
}
