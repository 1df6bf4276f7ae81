package io.epochal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
            defaultValue = StoredWeights.FINAL,
            description = "a name, as ModelCheckpoint gave it (default: ${DEFAULT-VALUE})")
    private String name = StoredWeights.FINAL;

    @Option(names = "--to", paramLabel = "FOLDER", required = true, description = "where to write")
    private Path to = Path.of(".");

    @Override
    public Integer call() throws Exception {
        try (Stack opened = stack.read(Screen.open(true))) {
            ObjectStore store = opened.store();
            export(new Checkpoints(store, run), new StoredWeights(run, name).in(store));
        }
        return ExitCode.OK;
    }

    private void export(Checkpoints checkpoints, Checkpoints.Named named) throws IOException {
        Checkpoint checkpoint = named.checkpoint();
        Files.createDirectories(to);
        Path weights = to.resolve("model.safetensors");
        try (InputStream in = checkpoints.open(checkpoint, named.weights())) {
            Files.copy(in, weights, StandardCopyOption.REPLACE_EXISTING);
        }
        // JSON is YAML: this file can be trained again as it is.
        Path spec = to.resolve("run.yaml");
        try (InputStream in = checkpoints.open(checkpoint, StoredWeights.STATE)) {
            JsonNode state = Wire.JSON.readTree(in);
            Wire.JSON.writerWithDefaultPrettyPrinter().writeValue(spec.toFile(), state.get("spec"));
        }
        System.out.println(weights);
        System.out.println(spec);
    }
}
