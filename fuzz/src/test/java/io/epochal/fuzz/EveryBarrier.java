package io.epochal.fuzz;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.callback.policy.CallbackProviders;
import io.epochal.callback.policy.Deliberation;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Barriers whose lists hold every callback, as golden files would have them. */
final class EveryBarrier {
    private EveryBarrier() {}

    static List<byte[]> records() throws IOException {
        List<byte[]> records = new ArrayList<>();
        for (TrainingEvent.Barrier barrier : barriers()) {
            Wire.Encoded encoded = Wire.encode(barrier, "/fuzz");
            ObjectNode record = Wire.JSON.createObjectNode();
            record.set("headers", Wire.JSON.valueToTree(encoded.headers()));
            record.set("value", Wire.JSON.readTree(encoded.value()));
            records.add(Wire.JSON.writeValueAsBytes(record));
        }
        return records;
    }

    private static RunSpec spec(List<Map<String, Object>> callbacks) {
        return RunSpec.of(Map.of(
                "name",
                "test",
                "data",
                Map.of("dataset", "mnist", "scale", List.of(0, 1)),
                "model",
                Map.of("layers", List.of(Map.of("type", "Dense", "units", 10, "activation", "softmax"))),
                "metrics",
                List.of("accuracy"),
                "validation_split",
                0.2,
                "callbacks",
                callbacks));
    }

    private static List<TrainingEvent.Barrier> barriers() throws IOException {
        List<Map<String, Object>> list = Wire.JSON.readValue(EVERY_CALLBACK, new TypeReference<>() {});
        RunSpec spec = spec(list);
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
