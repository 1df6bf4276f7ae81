package io.epochal.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.cli.stack.CheckpointReference;
import io.epochal.cli.stack.TrainingStack;
import io.epochal.protocol.Identifier;
import io.epochal.protocol.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Write a checkpoint's weights (safetensors, Keras' names and layout) and its run spec to a folder.")
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

    @Option(names = "--to", paramLabel = "FOLDER", required = true, description = "where to write")
    private Path to = Path.of(".");

    @Override
    public Integer call() throws Exception {
        Identifier.check("RUN", run);
        CheckpointReference weights = CheckpointReference.of("--checkpoint", run, name);
        ExportFolder folder = ExportFolder.at(to);
        try (TrainingStack opened = stack.read(Screen.open(true))) {
            ObjectStore store = opened.store();
            export(new Checkpoints(store, run), weights.find(store), folder);
        }
        return ExitCode.OK;
    }

    private static void export(Checkpoints checkpoints, Checkpoints.Named named, ExportFolder folder)
            throws IOException {
        Checkpoint checkpoint = named.checkpoint();
        try (InputStream in = checkpoints.open(checkpoint, named.weights())) {
            System.out.println(folder.write("model.safetensors", in));
        }
        // JSON is YAML: this file can be trained again as it is.
        try (InputStream in = checkpoints.open(checkpoint, CheckpointReference.STATE)) {
            JsonNode state = Wire.JSON.readTree(in);
            byte[] spec = Wire.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(state.get("spec"));
            System.out.println(folder.write("run.yaml", new ByteArrayInputStream(spec)));
        }
    }
}
