package io.epochal.fuzz;

import io.epochal.callback.policy.CallbackProviders;
import io.epochal.cli.spec.CallbacksFile;
import io.epochal.cli.spec.InputProgress;
import io.epochal.cli.spec.ReplayHistory;
import io.epochal.cli.spec.RunSpecFile;
import io.epochal.cli.spec.UsageException;
import io.epochal.protocol.TrainingParams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a user gives to the command. */
final class CommandDoors {
    private static final String SPEC =
            """
            name: example
            data: {type: csv, path: a.csv, y: y, normalize: true, validation: {path: a.csv}}
            model:
              layers:
                - {type: Dense, units: 8, activation: relu, kernel_regularizer: {type: L2, l2: 0.01}}
                - {type: Dropout, rate: 0.2}
                - {type: Dense, units: 2, activation: softmax}
            optimizer: {type: adam, learning_rate: 0.01}
            metrics: [accuracy, {type: F1Score, average: macro}]
            epochs: 3
            batch_size: 16
            class_weight: {0: 1.5, 1: 1.0}
            callbacks: &list
              - {type: EarlyStopping, monitor: val_loss, patience: 3, restore_best_weights: true}
              - {type: ModelCheckpoint, filepath: "e{epoch:02d}-{val_loss:.2f}.keras", save_best_only: true}
              - {type: ReduceLROnPlateau, factor: 0.5, patience: 2}
              - {type: Alert, on: metric, when: "val_loss < 0.1", to: [ops]}
            """;

    private CommandDoors() {}

    static List<Door> all() throws IOException {
        Damage yaml = Damage.anyOf(new DamagedText(), new DamagedText(), new DamagedBytes())
                .repeated();
        List<byte[]> runs =
                Doors.files("runs", name -> name.endsWith("mnist-cnn.yaml") || name.endsWith("every-callback.yaml"));
        List<byte[]> overrides = List.of(
                Doors.text("epochs=2"),
                Doors.text("optimizer.learning_rate=1e-3"),
                Doors.text("callbacks[0].patience=5"),
                Doors.text("model.layers[1]={type: Dropout, rate: 0.5}"),
                Doors.text("callbacks=[{type: TerminateOnNaN}]"));
        List<byte[]> callbacks = List.of(
                Doors.text(
                        "- {type: EarlyStopping, patience: 3, baseline: 0.5, mode: min}\n- {type: TerminateOnNaN}\n"),
                Doors.text(
                        "callbacks:\n  - type: CSVLogger\n    filename: log.csv\n  - type: TensorBoard\n    histogram_freq: 1\n"));
        List<byte[]> histories = List.of(
                Doors.text("epoch,accuracy,loss,val_loss\n0,0.5,1.25,1.5\n1,0.6,NA,nan\n2,0.7,1e-3,inf\n"),
                Doors.text("epoch;loss\n0;\"1.5\"\n1;1.25\n"),
                Doors.text(
                        "{\"epoch\": 0, \"logs\": {\"loss\": 0.5}}\n{\"epoch\": 1, \"logs\": {\"loss\": \"NaN\"}}\n"));
        return List.of(
                new Door(
                        "run specs",
                        6,
                        List.of(Doors.text(SPEC), runs.get(0), runs.get(1)),
                        yaml,
                        (input, folder) -> spec(input, List.of(), folder),
                        List.of(UsageException.class, IOException.class)),
                new Door(
                        "--set",
                        4,
                        overrides,
                        Damage.anyOf(new DamagedText()).repeated(),
                        (input, folder) -> spec(Doors.text(SPEC), List.of(Doors.text(input)), folder),
                        List.of(UsageException.class, IOException.class)),
                new Door(
                        "callbacks files",
                        4,
                        callbacks,
                        yaml,
                        (input, folder) -> callbacks(Files.write(folder.resolve("callbacks.yaml"), input)),
                        List.of(UsageException.class)),
                new Door(
                        "histories to replay",
                        4,
                        histories,
                        yaml,
                        (input, folder) -> ReplayHistory.read(Files.write(folder.resolve("history"), input), "", 0.001),
                        List.of(UsageException.class)));
    }

    static void spec(byte[] yaml, List<String> overrides, Path folder) throws IOException, UsageException {
        Files.writeString(folder.resolve("a.csv"), "x,y\n1,0\n2,1\n");
        var unused = RunSpecFile.read(
                Files.write(folder.resolve("spec.yaml"), yaml),
                overrides,
                Optional.empty(),
                CallbackProviders.NONE,
                () -> {
                    throw new UsageException("there is no store here");
                },
                InputProgress.NONE);
    }

    private static void callbacks(Path file) throws UsageException {
        var unused = CallbacksFile.read(file, PARAMS, Optional.empty(), CallbackProviders.NONE);
    }

    static final TrainingParams PARAMS = RecordDoors.params();
}
