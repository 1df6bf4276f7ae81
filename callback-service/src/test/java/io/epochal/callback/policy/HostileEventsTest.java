package io.epochal.callback.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.callback.Mutation;
import io.epochal.callback.Specs;
import io.epochal.protocol.Message;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Any record is a message or is rejected as unreadable; any barrier gets a verdict that fits a record. */
// Tests of the whole service wait most of their time: this uses it.
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class HostileEventsTest {
    private static final int EACH = 900;

    /** A record as any program could write it. */
    private record Original(Map<String, String> headers, byte[] value) {}

    @Test
    void mutatedRecordsAreMessagesOrUnreadableAndMutatedBarriersAreDecided() throws IOException {
        Mutation mutation = new Mutation(new Random(14));
        List<Original> originals = originals();
        int tried = 0;
        int messages = 0;
        int verdicts = 0;
        for (Original original : originals) {
            for (int i = 0; i < EACH; i++, tried++) {
                byte[] value = mutation.of(original.value());
                Message message = decoded(original.headers(), value);
                messages += message == null ? 0 : 1;
                if (message instanceof TrainingEvent.Barrier barrier) {
                    verdicts += isDecided(barrier) ? 1 : 0;
                }
            }
        }
        assertThat(tried).isGreaterThan(20_000);
        assertThat(messages).isBetween(tried / 20, tried);
        assertThat(verdicts).isGreaterThan(1000);
    }

    private static @Nullable Message decoded(Map<String, String> headers, byte[] value) {
        try {
            return Wire.decode(headers, value);
        } catch (UnreadableException e) {
            assertThat(e.getMessage()).hasSizeLessThanOrEqualTo(1000).matches("\\P{Cc}*");
            return null;
        }
    }

    private static boolean isDecided(TrainingEvent.Barrier barrier) {
        Verdict verdict;
        boolean decided = true;
        try {
            verdict = Deliberation.decide(barrier, CallbackProviders.NONE, Instant.EPOCH);
        } catch (SpecException e) {
            decided = false;
            verdict = Deliberation.fail(barrier, String.valueOf(e.getMessage()), Instant.EPOCH);
        }
        Wire.Encoded encoded = Wire.encode(verdict, "/test");
        assertThat(encoded.value()).hasSizeLessThanOrEqualTo(VerdictCheck.MOST_BYTES);
        assertThat(decoded(encoded.headers(), encoded.value())).isInstanceOf(Verdict.class);
        verdict.reasons()
                .forEach(reason ->
                        assertThat(reason.text()).hasSizeLessThanOrEqualTo(1000).matches("\\P{Cc}*"));
        return decided;
    }

    /** The golden files, and barriers whose lists hold every callback. */
    private static List<Original> originals() throws IOException {
        List<Original> originals = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("../training-protocol/src/test/resources/wire"))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                JsonNode record = Wire.JSON.readTree(Files.readAllBytes(file));
                Map<String, String> headers =
                        Wire.JSON.convertValue(record.get("headers"), new TypeReference<Map<String, String>>() {});
                originals.add(new Original(headers, Wire.JSON.writeValueAsBytes(record.get("value"))));
            }
        }
        for (TrainingEvent.Barrier barrier : barriers()) {
            Wire.Encoded encoded = Wire.encode(barrier, "/test");
            originals.add(new Original(encoded.headers(), encoded.value()));
        }
        return originals;
    }

    private static List<TrainingEvent.Barrier> barriers() throws IOException {
        List<Map<String, Object>> list = Wire.JSON.readValue(EVERY_CALLBACK, new TypeReference<>() {});
        RunSpec spec = Specs.with(List.of("accuracy"), list);
        Metrics logs = Metrics.of(Map.of("loss", 0.5, "accuracy", 0.9, "val_loss", 0.6, "val_accuracy", 0.8));
        TrainingEvent.RunStarted started =
                new TrainingEvent.RunStarted("run", 1, 0, Instant.EPOCH, spec, List.of(28, 28, 1), 375, 2, "cpu", list);
        List<Map<String, Object>> carried = Deliberation.decide(started, CallbackProviders.NONE, Instant.EPOCH)
                .callbacks();
        return List.of(
                started,
                new TrainingEvent.EpochEnded(
                        "run", 1, 1, Instant.EPOCH, TrainingParams.of(spec), 0, 375, logs, 0.001, 5, false, carried),
                new TrainingEvent.EpochEnded(
                        "run", 1, 2, Instant.EPOCH, TrainingParams.of(spec), 1, 750, logs, 0.001, 5, true, carried),
                new TrainingEvent.BatchReached(
                        "run", 1, 1, Instant.EPOCH, TrainingParams.of(spec), 0, 6, 7, logs, 0.001, carried, null),
                new TrainingEvent.BatchReached(
                        "run",
                        1,
                        1,
                        Instant.EPOCH,
                        TrainingParams.of(spec),
                        0,
                        6,
                        7,
                        logs,
                        0.001,
                        carried,
                        new TrainingEvent.Replacement("c-1", list)));
    }

    private static final String EVERY_CALLBACK =
            """
            [{"type": "TerminateOnNaN", "raise_error": true},
             {"type": "BackupAndRestore", "backup_dir": "backup", "save_freq": "90s"},
             {"type": "LearningRateScheduler", "schedule": {"type": "CosineDecayRestarts",
              "initial_learning_rate": 0.1, "first_decay_steps": 10, "t_mul": 1.5, "m_mul": 0.9}},
             {"type": "ReduceLROnPlateau", "patience": 1, "cooldown": 2},
             {"type": "EarlyStopping", "patience": 1, "restore_best_weights": true, "baseline": 0.4},
             {"type": "ModelCheckpoint", "filepath": "e{epoch:03d}-{val_loss:8.3e}-{learning_rate:.2F}", "save_best_only": true},
             {"type": "ModelCheckpoint", "filepath": "b{epoch}-{batch:02d}-{loss}", "save_freq": 7},
             {"type": "CSVLogger", "filename": "logs/training.csv", "separator": ";"},
             {"type": "RemoteMonitor", "headers": {"X-A": "b"}},
             {"type": "Alert", "on": "metric", "when": "val_loss < 0.5", "to": ["ops", "chat"]},
             {"type": "TensorBoard", "histogram_freq": 2, "update_freq": 5, "write_steps_per_second": true}]
            """;
}
