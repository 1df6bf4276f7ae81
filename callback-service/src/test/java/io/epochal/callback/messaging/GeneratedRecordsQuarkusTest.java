package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.epochal.callback.JsonMutation;
import io.epochal.callback.Specs;
import io.epochal.kafka.Records;
import io.epochal.protocol.Command;
import io.epochal.protocol.Message;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Generated records, names, lists, sizes and plug-ins for deciders and recorders; then an innocent run, decided and recorded. */
@Tag("slow")
@QuarkusTest
@QuarkusTestResource(EmbeddedBroker.class)
class GeneratedRecordsQuarkusTest {
    private static final int EACH = 60;
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final List<String> NAMES = List.of(
            "",
            ".",
            "..",
            "/",
            "../../x",
            "a\u0000b",
            "logs",
            "LOGS",
            "logs/train",
            "mod\u00e8le",
            "x".repeat(300),
            "a\nb",
            ".posted.json",
            "training.csv.recorded-csv.json",
            "events.out.tfevents",
            "\ud83d\ude00",
            "a\\b",
            "CON");

    private final ConcurrentLinkedQueue<String> posts = new ConcurrentLinkedQueue<>();

    @Test
    void whateverOthersPublishAnInnocentRunIsDecidedAndRecorded() throws Exception {
        Path root = Path.of(setting("epochal.recording.directory"));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/publish/epoch end/", exchange -> {
            posts.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try (LogClient log = new LogClient(setting("kafka.bootstrap.servers"))) {
            generated(new Random(14)).forEach(log::publish);
            String run = "innocent-" + UUID.randomUUID();
            story(run, callbacks("http://127.0.0.1:" + server.getAddress().getPort(), "training.csv", "logs"))
                    .forEach(log::publish);

            assertThat(log.verdicts(run, 2))
                    .noneMatch(verdict -> verdict.commands().stream().anyMatch(Command.FailRun.class::isInstance));
            await().atMost(LIMIT).untilAsserted(() -> {
                assertThat(root.resolve(run).resolve("training.csv")).hasContent("epoch,loss,val_loss\n0,0.5,0.25\n");
                assertThat(root.resolve(run).resolve("logs/train")).isNotEmptyDirectory();
                assertThat(posts).anyMatch(post -> post.contains("0.25"));
            });
            assertNothingBesideTheRuns(root);
        } finally {
            server.stop(0);
        }
    }

    private static void assertNothingBesideTheRuns(Path root) throws IOException {
        try (Stream<Path> beside = Files.list(root.getParent())) {
            assertThat(beside.map(path -> path.getFileName().toString()))
                    .isSubsetOf("kafka", "tensorboard", "plugins", "state");
        }
        try (Stream<Path> runs = Files.list(root)) {
            assertThat(runs.map(path -> path.getFileName().toString()))
                    .allMatch(name -> name.matches("\\.recorded-.*|[A-Za-z0-9_][A-Za-z0-9._-]*"));
        }
    }

    private static List<ProducerRecord<String, byte[]>> generated(Random random) {
        JsonMutation mutation = new JsonMutation(random, NAMES);
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            String run = "neighbour-" + i;
            List<Map<String, Object>> callbacks =
                    callbacks("http://127.0.0.1:9" + one(random, NAMES), one(random, NAMES), one(random, NAMES));
            for (Message message : story(run, callbacks)) {
                ProducerRecord<String, byte[]> record = Records.of("training.events", message, "/test");
                byte[] value = random.nextInt(3) == 0 ? record.value() : mutated(mutation, random, record.value());
                String key = random.nextInt(10) == 0 ? one(random, NAMES) : record.key();
                ProducerRecord<String, byte[]> changed =
                        new ProducerRecord<>(record.topic(), null, key, value, record.headers());
                records.add(changed);
            }
            String misbehaviour = one(random, List.of(MisbehavingCallback.Misbehaviour.values()))
                    .name();
            if (!misbehaviour.equals("NEVER_RETURN")) {
                records.add(Records.of(
                        "training.events",
                        epoch(run, 9, List.of(Map.of("type", "Hostile", "misbehaviour", misbehaviour))),
                        "/test"));
            }
        }
        Collections.shuffle(records, random);
        return records;
    }

    /** Something else in it, or cut off, or a bit of it turned. */
    private static byte[] mutated(JsonMutation mutation, Random random, byte[] value) {
        byte[] torn = value.clone();
        switch (random.nextInt(8)) {
            case 0 -> torn[random.nextInt(torn.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> torn = Arrays.copyOf(torn, random.nextInt(torn.length));
            default -> torn = mutated(mutation, value);
        }
        return torn;
    }

    private static byte[] mutated(JsonMutation mutation, byte[] value) {
        try {
            JsonNode tree = Wire.JSON.readTree(value);
            mutation.apply(tree);
            mutation.apply(tree);
            return tree.toString().getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Message> story(String run, List<Map<String, Object>> callbacks) {
        RunSpec spec = Specs.with(List.of("accuracy"), callbacks);
        Metrics logs = Metrics.NONE.with("loss", 0.5).with("val_loss", 0.25);
        List<Verdict.Recording> recordings =
                List.of(new Verdict.Recording(0, logs), new Verdict.Recording(1, logs), new Verdict.Recording(2, logs));
        Instant now = Instant.EPOCH;
        return List.of(
                new RunStarted(run, 1, 0, now, spec, List.of(28, 28, 1), 1, 1, "cpu", callbacks),
                epoch(run, 1, callbacks),
                new VerdictApplied(run, 1, 2, now, 1, 0, 1, List.of(), List.of(), recordings, 0.1),
                new RunEnded(
                        run, 1, 3, now, RunStatus.COMPLETED, "all epochs", 1, null, logs, Metrics.NONE, 0.1, null));
    }

    private static EpochEnded epoch(String run, long sequence, List<Map<String, Object>> callbacks) {
        RunSpec spec = Specs.with(List.of("accuracy"), callbacks);
        Metrics logs = Metrics.NONE.with("loss", 0.5).with("val_loss", 0.25);
        return new EpochEnded(
                run, 1, sequence, Instant.EPOCH, TrainingParams.of(spec), 0, 1, logs, 0.1, 1, true, callbacks);
    }

    private static List<Map<String, Object>> callbacks(String root, String filename, String directory) {
        return List.of(
                Map.of("type", "TensorBoard", "log_dir", directory),
                Map.of("type", "CSVLogger", "filename", filename),
                Map.of("type", "RemoteMonitor", "root", root, "path", "/publish/epoch end/"));
    }

    private static <T> T one(Random random, List<T> among) {
        return among.get(random.nextInt(among.size()));
    }

    private static String setting(String name) {
        return ConfigProvider.getConfig().getValue(name, String.class);
    }
}
