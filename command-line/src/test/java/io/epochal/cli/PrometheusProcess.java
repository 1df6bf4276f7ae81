package io.epochal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.protocol.Wire;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real Prometheus that reads services, where there is one: {@code PROMETHEUS} names it, or it is on the path. */
final class PrometheusProcess implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final String root;

    /**
     * @param token the file with the token of the services' metrics
     * @param services what each reads at: {@code host:port} by its job
     */
    PrometheusProcess(Path program, Path folder, Path token, Map<String, String> services) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        root = "http://127.0.0.1:" + port;
        String jobs = services.entrySet().stream()
                .map(job -> "  - job_name: " + job.getKey()
                        + "\n    authorization: {credentials_file: '" + token
                        + "'}\n    metrics_path: /q/metrics\n    static_configs: [{targets: ['" + job.getValue()
                        + "']}]\n")
                .collect(Collectors.joining());
        Path configuration = Files.writeString(
                folder.resolve("prometheus.yml"), "global: {scrape_interval: 1s}\nscrape_configs:\n" + jobs);
        process = new ProcessBuilder(
                        program.toString(),
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    /** Where it is on this machine. */
    static Optional<Path> find() {
        String named = System.getenv().getOrDefault("PROMETHEUS", "");
        Stream<Path> onPath = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "prometheus"));
        return Stream.concat(named.isEmpty() ? Stream.of() : Stream.of(Path.of(named)), onPath)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The result of a query, or why it has none. */
    JsonNode query(String expression) throws IOException, InterruptedException {
        String asked = root + "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(URI.create(asked))
                .timeout(Duration.ofSeconds(10))
                .build();
        return Wire.JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    /** Whether it answers. */
    boolean isUp(List<String> jobs) throws InterruptedException {
        try {
            for (String job : jobs) {
                if (query("up{job=\"" + job + "\"} == 1").at("/data/result").isEmpty()) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor(10, TimeUnit.SECONDS);
        process.destroyForcibly();
    }
}
