package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.Specs;
import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole service against a broker in this JVM. */
@Tag("slow")
@QuarkusTest
@QuarkusTestResource(EmbeddedBroker.class)
class DecidingQuarkusTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private final String run = "run-" + UUID.randomUUID();
    private LogClient log;

    @BeforeEach
    void connect() {
        log = new LogClient(setting("kafka.bootstrap.servers"));
    }

    @AfterEach
    void disconnect() {
        log.close();
    }

    @Test
    void answersAnEpochWithAVerdict() {
        log.publish(epoch(3, 0.5));

        Verdict verdict = verdicts(1).get(0);
        assertThat(verdict.answers()).isEqualTo(3);
        assertThat(verdict.commands()).containsExactly(new Command.SaveCheckpoint("best"));
        assertThat(verdict.callbacks().get(0)).containsEntry("state", Map.of("best", 0.5));
    }

    @Test
    void passesOverAnEventWhoseVerdictIsSentWithIt() {
        log.publishWithoutItsVerdict(epoch(8, 0.5));
        log.publish(epoch(9, 0.5));

        assertThat(verdicts(1).get(0).answers()).isEqualTo(9);
    }

    @Test
    void givesEqualVerdictsOnARepeatedEvent() {
        log.publish(epoch(4, 0.5));
        log.publish(epoch(4, 0.5));

        List<Verdict> verdicts = verdicts(2);
        assertThat(verdicts.get(0))
                .usingRecursiveComparison()
                .ignoringFields("time")
                .isEqualTo(verdicts.get(1));
    }

    @Test
    void setsAsideWhatItCannotReadAndContinues() {
        ProducerRecord<String, byte[]> garbage =
                new ProducerRecord<>("training.events", run, "garbage".getBytes(StandardCharsets.UTF_8));
        garbage.headers().add("ce_type", "io.epochal.EpochEnded".getBytes(StandardCharsets.UTF_8));
        log.publish(garbage);
        log.publish(epoch(5, 0.5));

        assertThat(verdicts(1).get(0).answers()).isEqualTo(5);
        ConsumerRecord<String, byte[]> letter = letters(1).get(0);
        assertThat(new String(letter.value(), StandardCharsets.UTF_8)).isEqualTo("garbage");
        assertThat(header(letter, "dead-letter-reason")).contains("io.epochal.EpochEnded");
        assertThat(header(letter, "dead-letter-topic")).isEqualTo("training.events");
    }

    @Test
    void failsARunWhoseCallbacksAreInvalidAndSetsItsEventAside() {
        RunSpec spec = spec(List.of(Map.of("type", "EarlyStoping")));
        log.publish(firstEpoch(spec));

        assertThat(verdicts(1).get(0).commands())
                .singleElement()
                .isInstanceOfSatisfying(Command.FailRun.class, failure -> assertThat(failure.reason())
                        .contains("did you mean EarlyStopping?"));
        assertThat(header(letters(1).get(0), "dead-letter-reason")).contains("did you mean EarlyStopping?");
    }

    @Test
    void setsAsideRecordsWithoutAValueAndContinues() {
        ProducerRecord<String, byte[]> empty = new ProducerRecord<>("training.events", run, null);
        empty.headers().add("ce_type", "io.epochal.EpochEnded".getBytes(StandardCharsets.UTF_8));
        ProducerRecord<String, byte[]> nameless = new ProducerRecord<>("training.events", run, new byte[0]);
        nameless.headers().add("ce_type", null);
        log.publish(empty);
        log.publish(nameless);
        log.publish(epoch(6, 0.5));

        assertThat(verdicts(1).get(0).answers()).isEqualTo(6);
        assertThat(letters(2))
                .extracting(letter -> header(letter, "dead-letter-reason"))
                .containsExactly(
                        "the record has no value", "the header ce_type must begin with io.epochal.; found null");
    }

    @Test
    void failsARunWhoseLogsDoNotFillAName() {
        RunSpec spec = spec(List.of(Map.of("type", "ModelCheckpoint", "filepath", "{val_loss:.2f}")));
        log.publish(firstEpoch(spec));
        log.publish(epoch(7, 0.5));

        assertThat(verdicts(2)).extracting(Verdict::answers).containsExactly(1L, 7L);
        assertThat(verdicts(2).get(0).commands())
                .singleElement()
                .isInstanceOfSatisfying(Command.FailRun.class, failure -> assertThat(failure.reason())
                        .contains("which is not in these logs"));
    }

    @Test
    void recordsWhatTheTrainerHasApplied() {
        RunSpec spec = spec(List.of(Map.of("type", "TensorBoard")));
        log.publish(new RunStarted(run, 1, 0, Instant.EPOCH, spec, List.of(28, 28, 1), 1, 1, "cpu", spec.callbacks()));
        log.publish(new VerdictApplied(
                run,
                1,
                1,
                Instant.EPOCH,
                0,
                0,
                1,
                List.of(),
                List.of(),
                List.of(new Verdict.Recording(0, Metrics.NONE.with("loss", 0.5))),
                0.1));

        Path train = Path.of(setting("epochal.recording.directory"), run, "logs", "train");
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(train).isDirectoryContaining(file -> contains(file, "epoch_loss")));
    }

    private static boolean contains(Path file, String tag) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(tag);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String setting(String name) {
        return ConfigProvider.getConfig().getValue(name, String.class);
    }

    private EpochEnded epoch(long sequence, double loss) {
        RunSpec spec = spec(List.of(Map.of("type", "ModelCheckpoint", "filepath", "best", "save_best_only", true)));
        Metrics metrics = Metrics.NONE.with("val_loss", loss);
        return new EpochEnded(
                run,
                1,
                sequence,
                Instant.EPOCH,
                TrainingParams.of(spec),
                0,
                1,
                metrics,
                0.1,
                1,
                false,
                spec.callbacks());
    }

    private static RunSpec spec(List<Map<String, Object>> callbacks) {
        return Specs.with(List.of("accuracy"), callbacks);
    }

    private List<Verdict> verdicts(int count) {
        List<Verdict> verdicts = log.verdicts(run, count);
        assertThat(verdicts).hasSize(count);
        return verdicts;
    }

    private List<ConsumerRecord<String, byte[]>> letters(int count) {
        List<ConsumerRecord<String, byte[]>> letters = log.letters(run, count);
        assertThat(letters).hasSize(count);
        return letters;
    }

    /** With the spec's callbacks, and no metrics. */
    private EpochEnded firstEpoch(RunSpec spec) {
        return new EpochEnded(
                run, 1, 1, Instant.EPOCH, TrainingParams.of(spec), 0, 1, Metrics.NONE, 0.1, 1, false, spec.callbacks());
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
