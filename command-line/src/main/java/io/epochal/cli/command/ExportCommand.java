package io.epochal.cli.command;

import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.cli.stack.CheckpointReference;
import io.epochal.cli.stack.TrainingStack;
import io.epochal.export.ExportFormat;
import io.epochal.export.KerasExport;
import io.epochal.export.StoredModel;
import io.epochal.export.StoredState;
import io.epochal.keras.KerasFile;
import io.epochal.protocol.field.Identifier;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Write a checkpoint as a file that Keras opens, or its weights (safetensors, Keras' names and layout) and its"
                        + " run spec to a folder.")
final class ExportCommand implements Callable<Integer> {
    @Mixin
    private StackOption stack = new StackOption();

    @Parameters(paramLabel = "RUN", description = "the run's id")
    private String run = "";

    @Option(
            names = "--checkpoint",
            paramLabel = "NAME",
            defaultValue = CheckpointReference.FINAL,
            description = "a name, as ModelCheckpoint gave it (default: ${DEFAULT-VALUE})")
    private String name = CheckpointReference.FINAL;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "${COMPLETION-CANDIDATES}; default: what the name of --to or of the checkpoint ends with, else"
                            + " safetensors")
    private @Nullable ExportFormat format;

    @Option(
            names = "--to",
            paramLabel = "PATH",
            required = true,
            description = "where to write: a folder for safetensors, else a file")
    private Path to = Path.of(".");

    @Override
    public Integer call() throws Exception {
        Identifier.check("RUN", run);
        CheckpointReference weights = CheckpointReference.of("--checkpoint", run, name);
        ExportFormat wanted = format == null ? derived() : format;
        ExportFolder folder = ExportFolder.at(wanted == ExportFormat.safetensors ? to : parent(to));
        try (TrainingStack opened = stack.read(Screen.open(true))) {
            Checkpoints checkpoints = new Checkpoints(opened.store(), run);
            Checkpoints.Named named = StoredCheckpoint.find(opened, weights);
            if (wanted == ExportFormat.safetensors) {
                export(checkpoints, named, folder);
            } else {
                export(KerasExport.of(StoredModel.read(checkpoints, named), Instant.now()), wanted);
            }
        }
        return ExitCode.OK;
    }

    private ExportFormat derived() {
        ExportFormat byFile = ExportFormat.of(to.toString());
        return byFile == ExportFormat.safetensors && !Files.isDirectory(to) ? ExportFormat.of(name) : byFile;
    }

    private static Path parent(Path file) {
        return file.toAbsolutePath().normalize().resolveSibling("");
    }

    private void export(KerasFile model, ExportFormat wanted) throws IOException {
        if (wanted == ExportFormat.keras) {
            model.write(to);
        } else {
            model.weights().write(to);
        }
        System.out.println(to);
    }

    private static void export(Checkpoints checkpoints, Checkpoints.Named named, ExportFolder folder)
            throws IOException {
        Checkpoint checkpoint = named.checkpoint();
        try (InputStream in = checkpoints.open(checkpoint, named.weights())) {
            System.out.println(folder.write("model.safetensors", in));
        }
        byte[] spec = StoredState.spec(checkpoints, checkpoint);
        System.out.println(folder.write("run.yaml", new ByteArrayInputStream(spec)));
    }
}
