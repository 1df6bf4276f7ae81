package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.cli.SpanReceiver.Received;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A stack seen from outside while it trains: its traces in a collector, its metrics under the names that dashboard and alerts ask for. */
@Tag("long")
@TestMethodOrder(MethodOrderer.MethodName.class)
class MonitoringIT {
    private static final Path MONITORING = Path.of("../k8s/components/monitoring");
    private static final List<String> SERVICES = List.of("callback-service", "trainer-service");
    private static final Pattern LISTENING = Pattern.compile("[Ll]istening on:? (https?://[^\\s,]+?)\\.?(?=[\\s,]|$)");
    private static final Pattern METRIC = Pattern.compile(
            "\\b(epochal_(?!dashboard)[a-z_]+|kafka_consumer_fetch_manager_[a-z_]+|jvm_[a-z_]+|process_[a-z_]+)\\b");
    /** What other exporters have, in a cluster. */
    private static final Pattern OTHERS = Pattern.compile("kube_|kubelet_|kafka_consumergroup_|kafka_topic_|ALERTS");

    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    private static Path home;

    private static Launcher epochal;
    private static SpanReceiver collector;
    private static Launcher.Running train;
    private static String run;

    @BeforeAll
    static void start() throws Exception {
        collector = new SpanReceiver();
        epochal = Launcher.withSharedLibrary(home);
        Launcher.Result up = epochal.start(
                        Map.of(
                                "OTEL_EXPORTER_OTLP_ENDPOINT",
                                collector.endpoint(),
                                "OTEL_BSP_SCHEDULE_DELAY",
                                "100",
                                "EPOCHAL_METRICS_RUNS",
                                "3",
                                "EPOCHAL_ALERTS_FILE",
                                alerts().toString()),
                        "up")
                .result();
        assertThat(up.exitCode()).as(up.output()).isZero();
        train = epochal.start(
                "train",
                "runs/wine-classifier.yaml",
                "--output",
                "json",
                "--set",
                "epochs=100000",
                "--set",
                "callbacks=[{type: ReduceLROnPlateau, patience: 1}]");
        run = train.run();
    }

    /** Whom to tell: nobody listens there, and no run of this test fails. */
    private static Path alerts() throws IOException {
        return Files.writeString(
                Files.createTempDirectory("epochal-alerts").resolve("alerts.yaml"),
                """
                destinations:
                  ops: {url: "http://127.0.0.1:9/"}
                rules:
                  - {name: failed, on: run_failed, to: ops}
                """);
    }

    @AfterAll
    static void stop() throws Exception {
        train.process().destroyForcibly();
        assertThat(epochal.run("down").exitCode()).isZero();
        collector.close();
    }

    @Test
    void anEpochIsOneTraceOverBothServices() {
        await().atMost(LIMIT).untilAsserted(() -> {
            List<Received> spans = collector.spans();
            Received barrier = spans.stream()
                    .filter(span -> span.name().equals("barrier EpochEnded"))
                    .filter(span -> below(span, spans).count() == 1)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no barrier's trace is whole yet"));
            assertThat(barrier.parent()).isEmpty();
            Received asked = child(barrier, spans, "trainer-service", "send training.events");
            Received decided = child(asked, spans, "callback-service", "process training.events");
            Received answered = child(decided, spans, "callback-service", "send training.verdicts");
            Received applied = child(answered, spans, "trainer-service", "process training.verdicts");
            child(applied, spans, "trainer-service", "send training.events");
        });
    }

    private static Stream<Received> below(Received span, List<Received> spans) {
        return spans.stream().filter(one -> one.parent().equals(span.id()));
    }

    private static Received child(Received of, List<Received> spans, String service, String name) {
        Received child = below(of, spans)
                .filter(span -> span.service().equals(service) && span.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no \"" + name + "\" of " + service + " below " + of));
        assertThat(child.trace()).isEqualTo(of.trace());
        return child;
    }

    @Test
    void everyMetricThatDashboardAndAlertsAskForIsExported() throws Exception {
        Set<String> asked = new TreeSet<>();
        for (String expression : expressions()) {
            METRIC.matcher(expression).results().map(MatchResult::group).forEach(asked::add);
        }
        assertThat(asked).hasSizeGreaterThan(15);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(exported()).containsAll(asked));
    }

    @Test
    void everyQueryIsAnsweredByPrometheus() throws Exception {
        Optional<Path> prometheus = PrometheusProcess.find();
        assumeTrue(prometheus.isPresent(), "skipped: there is no prometheus on the path, and PROMETHEUS names none");
        Map<String, String> addresses = new TreeMap<>();
        for (String service : SERVICES) {
            addresses.put(service, URI.create(management(service)).getAuthority());
        }
        try (PrometheusProcess process = new PrometheusProcess(
                prometheus.get(), Files.createTempDirectory("epochal-prometheus"), metricsToken(), addresses)) {
            await().atMost(LIMIT).until(() -> process.isUp(SERVICES));
            for (String expression : expressions()) {
                JsonNode answer = process.query(expression);
                assertThat(answer.path("status").asText())
                        .as(expression + answer)
                        .isEqualTo("success");
            }
            for (String expression : panels()) {
                await().atMost(LIMIT).untilAsserted(() -> assertThat(
                                process.query(expression).at("/data/result"))
                        .as(expression)
                        .isNotEmpty());
            }
        }
    }

    /** Last, by its name: the run's gauges go with it. */
    @Test
    void theGaugesOfARunGoWithIt() throws Exception {
        String gauge = "epochal_run_epoch{run=\"" + run + "\"";
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(scraped("callback-service")).contains(gauge));
        assertThat(epochal.run("cancel", run).exitCode()).isZero();
        train.result();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(scraped("callback-service")).doesNotContain(gauge));
    }

    /** What the dashboard's panels ask, for all runs. */
    private static List<String> panels() throws IOException {
        JsonNode dashboard =
                Wire.JSON.readTree(MONITORING.resolve("dashboard.json").toFile());
        List<String> panels = new ArrayList<>();
        for (JsonNode panel : dashboard.path("panels")) {
            panel.path("targets")
                    .forEach(target -> panels.add(target.path("expr").asText().replace("$run", ".*")));
        }
        assertThat(panels).hasSizeGreaterThan(15);
        return panels;
    }

    private static List<String> expressions() throws IOException {
        List<String> all = new ArrayList<>(panels());
        Pattern.compile("expr: '(.*)'")
                .matcher(Files.readString(MONITORING.resolve("alerts.yaml")))
                .results()
                .map(found -> found.group(1))
                .filter(expression -> !OTHERS.matcher(expression).find())
                .forEach(all::add);
        return all;
    }

    private static Set<String> exported() throws IOException, InterruptedException {
        Set<String> names = new TreeSet<>();
        for (String service : SERVICES) {
            scraped(service)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.replaceAll("[{ ].*", ""))
                    .forEach(names::add);
        }
        return names;
    }

    private static String scraped(String service) throws IOException, InterruptedException {
        // As Prometheus scrapes.
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create(management(service) + "/q/metrics"))
                                .header(
                                        "Authorization",
                                        "Bearer "
                                                + Files.readString(metricsToken())
                                                        .strip())
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Of the stack on this machine, for all of its services. */
    private static Path metricsToken() {
        return home.resolve("metrics-token");
    }

    /** The last address that a service says it listens at. */
    private static String management(String service) throws IOException {
        Matcher listening =
                LISTENING.matcher(Files.readString(home.resolve("logs").resolve(service + ".log")));
        String address = "";
        while (listening.find()) {
            address = listening.group(1);
        }
        assertThat(address).as(service).isNotEmpty();
        return address;
    }
}
