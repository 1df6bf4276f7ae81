package io.epochal.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts as Prometheus' own tool reads them: {@code PROMTOOL} names it, or it is on the path. */
class PromtoolTest {
    private static final Path MONITORING = KubernetesManifest.K8S.resolve("components/monitoring");
    private static final Path TESTS = Path.of("src/test/resources/prometheus/alerts-test.yml");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private Path rules;

    /** Its file of rules is what the operator's resource has as its spec; JSON is YAML. */
    @BeforeEach
    void writeRules() throws IOException {
        rules = folder.resolve("rules.yml");
        Files.writeString(rules, spec().toString());
    }

    @Test
    void everyRuleIsOne() throws Exception {
        assertThat(promtool("check", "rules", rules.toString())).contains("16 rules found");
    }

    @Test
    void alertsFireWhenTheyAreTo() throws Exception {
        Path tests = Files.copy(TESTS, folder.resolve("alerts-test.yml"));
        assertThat(promtool("test", "rules", tests.toString())).contains("SUCCESS");
    }

    /** So that a new alert gets a test, with promtool or without. */
    @Test
    void everyAlertHasATest() throws IOException {
        Set<String> alerts = new TreeSet<>(spec().findValuesAsText("alert"));
        Set<String> tested = Files.readString(TESTS)
                .lines()
                .filter(line -> line.contains("alertname: "))
                .map(line -> line.replaceAll(".*alertname: ", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(tested).isEqualTo(alerts).hasSize(16);
    }

    /** A query of the dashboard as a rule that records it: what is no PromQL is refused. */
    @Test
    void everyQueryOfTheDashboardIsOne() throws Exception {
        List<String> queries = dashboard().findValuesAsText("expr");
        String recorded = IntStream.range(0, queries.size())
                .mapToObj(i -> "{\"record\":\"query:" + i + "\",\"expr\":"
                        + JSON.getNodeFactory().textNode(queries.get(i).replace("$run", ".*")) + "}")
                .collect(Collectors.joining(",", "{\"groups\":[{\"name\":\"queries\",\"rules\":[", "]}]}"));
        Path file = Files.writeString(folder.resolve("queries.yml"), recorded);
        assertThat(promtool("check", "rules", file.toString())).contains(queries.size() + " rules found");
    }

    @Test
    void theDashboardShowsTheAlertsThatThereAre() throws IOException {
        String shown = dashboard().at("/annotations/list/0/expr").asText();
        assertThat(shown.replaceAll(".*alertname=~\"([^\"]+)\".*", "$1").split("\\|"))
                .containsExactlyElementsOf(spec().findValuesAsText("alert"));
    }

    private static JsonNode spec() {
        return KubernetesManifest.read(MONITORING.resolve("alerts.yaml"))
                .get(0)
                .content()
                .path("spec");
    }

    private static JsonNode dashboard() throws IOException {
        return JSON.readTree(MONITORING.resolve("dashboard.json").toFile());
    }

    private static String promtool(String... arguments) throws IOException, InterruptedException {
        Optional<Path> tool = find();
        assumeTrue(tool.isPresent(), "skipped: there is no promtool on the path, and PROMTOOL names none");
        List<String> command = new ArrayList<>(List.of(tool.get().toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private static Optional<Path> find() {
        String named = System.getenv().getOrDefault("PROMTOOL", "");
        Stream<Path> onPath = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "promtool"));
        return Stream.concat(named.isEmpty() ? Stream.of() : Stream.of(Path.of(named)), onPath)
                .filter(Files::isExecutable)
                .findFirst();
    }
}
