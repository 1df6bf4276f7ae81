package io.epochal.stack;

import io.epochal.stack.ServiceProcess.Priority;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One start of the stack: process after process, each waited for, all taken down again if one fails. */
final class StackStart {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(50);
    /** The optimizing compiler would take a core from the training for half a minute, and these processes have little to do. */
    private static final String LIGHT_COMPILER = "-XX:TieredStopAtLevel=1";

    private static final String CALLBACKS = "callback-service";
    private static final String TRAINER = "trainer-service";
    private static final String INFRASTRUCTURE = "infrastructure";

    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://\\S+)");

    private final Path home;
    private final Installation installation;
    private final LocalStack.Listener listener;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<ServiceProcess> started = new ArrayList<>();

    StackStart(Path home, Installation installation, LocalStack.Listener listener) {
        this.home = home;
        this.installation = installation;
        this.listener = listener;
    }

    LocalStack run() throws IOException {
        try {
            Endpoints endpoints = infrastructure();
            ServiceProcess callbacks = service(CALLBACKS, endpoints);
            ServiceProcess trainer = service(TRAINER, endpoints);
            awaitHealthy(callbacks);
            awaitHealthy(trainer);
            return LocalStack.started(home, endpoints, started);
        } catch (IOException | RuntimeException e) {
            LocalStack.stop(started);
            throw e;
        }
    }

    /** Starts one process again, where it was, and waits until it can be used. */
    ServiceProcess revive(String name, Endpoints endpoints) throws IOException {
        if (name.equals(INFRASTRUCTURE)) {
            Path file = home.resolve(Infrastructure.FILE);
            Files.move(file, home.resolve(Infrastructure.BEFORE), StandardCopyOption.REPLACE_EXISTING);
            ServiceProcess infrastructure = infrastructureProcess();
            await(infrastructure, () -> Files.exists(file));
            return infrastructure;
        }
        ServiceProcess process = service(name, endpoints);
        awaitHealthy(process);
        return process;
    }

    private ServiceProcess service(String name, Endpoints endpoints) throws IOException {
        return name.equals(TRAINER)
                ? launch(
                        TRAINER,
                        Priority.TRAINING,
                        List.of(
                                "-Xmx768m",
                                "-XX:+UseSerialGC",
                                "-jar",
                                installation.trainerService().toString()),
                        trainerEnvironment(endpoints))
                : launch(
                        CALLBACKS,
                        Priority.BEHIND_TRAINING,
                        List.of(
                                "-Xmx256m",
                                LIGHT_COMPILER,
                                "-XX:+UseSerialGC",
                                "-jar",
                                installation.callbackService().toString()),
                        callbackEnvironment(endpoints));
    }

    private Endpoints infrastructure() throws IOException {
        Path file = home.resolve(Infrastructure.FILE);
        Files.deleteIfExists(file);
        Files.deleteIfExists(home.resolve(Infrastructure.BEFORE));
        await(infrastructureProcess(), () -> Files.exists(file));
        return Endpoints.readFrom(file);
    }

    private ServiceProcess infrastructureProcess() throws IOException {
        return launch(
                INFRASTRUCTURE,
                Priority.BEHIND_TRAINING,
                List.of(
                        "-Xmx384m",
                        LIGHT_COMPILER,
                        "-XX:+UseSerialGC",
                        "-jar",
                        installation.infrastructure().toString(),
                        home.toString()),
                Map.of());
    }

    private ServiceProcess launch(String name, Priority priority, List<String> java, Map<String, String> environment)
            throws IOException {
        listener.starting(name);
        ServiceProcess process = ServiceProcess.start(
                name, priority, java, environment, home.resolve("logs").resolve(name + ".log"));
        started.add(process);
        return process;
    }

    private Map<String, String> callbackEnvironment(Endpoints endpoints) {
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                endpoints.kafka(),
                "EPOCHAL_RECORDING_DIRECTORY",
                home.resolve("tensorboard").toString(),
                "EPOCHAL_PLUGINS",
                home.resolve("plugins").toString(),
                "QUARKUS_HTTP_PORT",
                "0");
    }

    private Map<String, String> trainerEnvironment(Endpoints endpoints) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", endpoints.kafka());
        environment.put("EPOCHAL_S3_ENDPOINT", endpoints.s3());
        environment.put("EPOCHAL_S3_BUCKET", Infrastructure.BUCKET);
        environment.put("EPOCHAL_S3_ACCESS_KEY", endpoints.accessKey());
        environment.put("EPOCHAL_S3_SECRET_KEY", endpoints.secretKey());
        environment.put("EPOCHAL_DATASETS", installation.datasets().toString());
        environment.put("QUARKUS_HTTP_PORT", "0");
        environment.put("DJL_CACHE_DIR", home.resolve("cache/djl").toString());
        // Freed tensors stay with the process instead of going back to the kernel batch by batch.
        environment.put("MALLOC_ARENA_MAX", "1");
        environment.put("MALLOC_MMAP_MAX_", "0");
        environment.put("MALLOC_TRIM_THRESHOLD_", "8589934592");
        environment.put("MALLOC_TOP_PAD_", "67108864");
        // Two OpenMP threads that spin take the cores from everything else.
        environment.put("GOMP_SPINCOUNT", "1000");
        return environment;
    }

    private void awaitHealthy(ServiceProcess process) throws IOException {
        await(process, () -> {
            Matcher listening = LISTENING.matcher(Files.readString(Path.of(process.log())));
            return listening.find() && healthy(listening.group(1));
        });
    }

    private boolean healthy(String address) throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/q/health/ready"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the stack was starting");
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(ServiceProcess process, Condition condition) throws IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.holds()) {
            if (!process.alive()) {
                throw new IOException(process.name() + " ended while it was starting:\n" + process.tail());
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(process.name() + " was not ready in time:\n" + process.tail());
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        listener.ready(process.name());
    }
}
