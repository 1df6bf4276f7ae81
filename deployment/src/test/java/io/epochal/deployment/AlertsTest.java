package io.epochal.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The alerts that the page has are those that the Prometheus operator gets, and they ask for metrics and groups that there are. */
class AlertsTest {
    private record PrometheusRule(String summary, String expr, String lasting, String severity) {}

    private static final Path PAGE = Path.of("../docs/operations.md");
    private static final Pattern OURS = Pattern.compile("epochal_[a-z_]+");
    private static final Pattern NAMED = Pattern.compile("\"(epochal\\.[a-z.]+)\"");
    private static final Pattern CELL_END = Pattern.compile("(?<!\\\\)\\|");

    @Test
    void thePageHasThoseOfTheOperator() throws IOException {
        List<PrometheusRule> rules = Workload.each(
                        KubernetesManifest.read(KubernetesManifest.K8S.resolve("components/monitoring/alerts.yaml"))
                                .get(0)
                                .content()
                                .at("/spec/groups/0/rules"))
                .map(AlertsTest::rule)
                .toList();
        assertThat(page()).hasSizeGreaterThan(10).isEqualTo(rules);
    }

    @Test
    void ourMetricsAreCountedInTheSources() throws IOException {
        Set<String> counted = new TreeSet<>();
        for (String module : List.of("callback-service", "trainer-service")) {
            sources(module).forEach(source -> NAMED.matcher(source)
                    .results()
                    .map(name -> name.group(1).replace('.', '_'))
                    .forEach(counted::add));
        }
        assertThat(asked(section(), OURS)).hasSizeGreaterThan(5).allSatisfy(metric -> assertThat(counted)
                .contains(metric.replaceAll("_total$", "")));
    }

    @Test
    void theGroupsAreThoseOfTheChannels() throws IOException {
        String channels = Files.readString(
                Path.of("../callback-service/src/main/java/io/epochal/callback/messaging/ServiceChannels.java"));
        Set<String> groups = new TreeSet<>();
        Pattern.compile("\\(\"[a-z-]+\", \"([a-z-]+)\"")
                .matcher(channels)
                .results()
                .map(group -> group.group(1))
                .forEach(groups::add);
        String stuck = page().stream()
                .map(PrometheusRule::expr)
                .filter(expr -> expr.contains("consumergroup=~"))
                .findFirst()
                .orElseThrow();
        String listed = stuck.replaceAll(".*consumergroup=~\"([^\"]+)\".*", "$1");
        assertThat(Arrays.asList(listed.split("\\|"))).containsExactlyInAnyOrderElementsOf(groups);
    }

    @Test
    void theMetricsArePickedUpAtThePortOnWhichTheyAre() {
        JsonNode endpoint = KubernetesManifest.read(
                        KubernetesManifest.K8S.resolve("components/monitoring/pod-monitors.yaml"))
                .get(0)
                .content()
                .at("/spec/podMetricsEndpoints/0");
        assertThat(endpoint.path("path").asText()).isEqualTo("/q/metrics");
        assertThat(Workload.of(KubernetesManifest.rendered("production"))
                        .flatMap(workload -> workload.containers().stream())
                        .map(container -> container.path("ports").findValuesAsText("name")))
                .allSatisfy(ports ->
                        assertThat(ports).contains(endpoint.path("port").asText()));
    }

    private static PrometheusRule rule(JsonNode rule) {
        return new PrometheusRule(
                rule.at("/annotations/summary").asText(),
                rule.path("expr").asText(),
                rule.path("for").asText(),
                rule.at("/labels/severity").asText());
    }

    private static List<PrometheusRule> page() throws IOException {
        return section()
                .lines()
                .filter(line -> line.startsWith("| ") && line.contains("`") && !line.startsWith("| alert"))
                .map(line -> CELL_END.split(line))
                .map(cells -> new PrometheusRule(
                        cells[1].trim(),
                        cells[2].trim().replace("`", "").replace("\\|", "|"),
                        cells[3].trim(),
                        cells[4].trim()))
                .toList();
    }

    private static String section() throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf("\n## Alerts\n");
        return page.substring(from, page.indexOf("\n## ", from + 1));
    }

    private static Set<String> asked(String text, Pattern pattern) {
        return new TreeSet<>(
                pattern.matcher(text).results().map(MatchResult::group).toList());
    }

    private static Stream<String> sources(String module) throws IOException {
        return Files.walk(Path.of("..", module, "src", "main", "java"))
                .filter(file -> file.toString().endsWith(".java"))
                .map(AlertsTest::text);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
