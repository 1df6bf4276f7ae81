package io.epochal.stack;

import io.epochal.kafka.TopicPlan;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.logging.LogManager;

/** The main class of Kafka and S3 in one JVM. Run as {@code Infrastructure HOME}. */
public final class Infrastructure implements AutoCloseable {
    /** Holds the endpoints; written to the home folder when both are ready. */
    static final String FILE = "infrastructure.json";
    /** Holds the endpoints of a dead process; the next one takes them over. */
    static final String BEFORE = "infrastructure.before.json";
    /** The bucket that exists from the start. */
    public static final String BUCKET = "epochal";

    private final EmbeddedKafka kafka;
    private final EmbeddedS3 s3;
    private final Endpoints endpoints;

    /** Starts both on free ports, on the data that the home folder holds. This Kafka asks nobody: it is for tests. */
    public Infrastructure(Path home, String topicPrefix) throws IOException {
        this(home, topicPrefix, Endpoints.free(true));
    }

    /** @param at the addresses to listen on, and the credentials */
    Infrastructure(Path home, String topicPrefix, Endpoints at) throws IOException {
        Files.createDirectories(home.resolve("s3").resolve(BUCKET));
        FutureTask<EmbeddedS3> store =
                new FutureTask<>(() -> new EmbeddedS3(home.resolve("s3"), at.s3Port(), at.accessKey(), at.secretKey()));
        new Thread(store, "s3-start").start();
        try {
            this.kafka = new EmbeddedKafka(
                    home.resolve("kafka"),
                    at.kafkaPort(),
                    null,
                    at.password().map(KafkaPassword::broker).orElse(Map.of()));
        } catch (IOException | RuntimeException e) {
            started(store).close();
            throw e;
        }
        try {
            log("Kafka is ready");
            kafka.create(TopicPlan.singleNode(topicPrefix), at.kafkaClient());
            log("the topics are there");
            this.s3 = started(store);
        } catch (IOException | RuntimeException e) {
            kafka.close();
            throw e;
        }
        log("S3 is ready");
        this.endpoints =
                new Endpoints(kafka.bootstrap(), at.kafkaPassword(), s3.endpoint(), at.accessKey(), at.secretKey());
    }

    private static EmbeddedS3 started(FutureTask<EmbeddedS3> store) throws IOException {
        try {
            return store.get();
        } catch (ExecutionException e) {
            throw new IOException(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the S3 server was starting");
        }
    }

    public Endpoints endpoints() {
        return endpoints;
    }

    @Override
    public void close() throws IOException {
        s3.close();
        kafka.close();
    }

    public static void main(String[] arguments) throws IOException {
        quiet();
        Path home = Path.of(arguments[0]);
        Infrastructure infrastructure = start(home);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(infrastructure), "stop"));
        infrastructure.endpoints().writeTo(home.resolve(FILE));
        log("Kafka at " + infrastructure.endpoints().kafka() + ", S3 at "
                + infrastructure.endpoints().s3());
    }

    private static Infrastructure start(Path home) throws IOException {
        Path before = home.resolve(BEFORE);
        if (Files.notExists(before)) {
            return new Infrastructure(home, "training.", Endpoints.free(false));
        }
        Infrastructure infrastructure = new Infrastructure(home, "training.", Endpoints.readFrom(before));
        Files.delete(before);
        return infrastructure;
    }

    private static void stop(Infrastructure infrastructure) {
        try {
            infrastructure.close();
        } catch (IOException e) {
            System.err.println("did not stop cleanly: " + e.getMessage());
        }
    }

    private static void quiet() throws IOException {
        try (InputStream settings = Infrastructure.class.getResourceAsStream("/infrastructure-logging.properties")) {
            LogManager.getLogManager().readConfiguration(settings);
        }
    }

    private static void log(String what) {
        System.out.println(LocalDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MILLIS) + " " + what);
    }
}
