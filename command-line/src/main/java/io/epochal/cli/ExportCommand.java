package io.epochal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.MinioObjectStore;
import io.epochal.protocol.Wire;
import io.epochal.stack.Endpoints;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Write a checkpoint's weights (safetensors, Keras' names and layout) and its run spec to a folder.")
final class ExportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "the run's id")
    private String run = "";

    @Option(
            names = "--checkpoint",
            paramLabel = "NAME",
            defaultValue = "final",
            description = "a name, as ModelCheckpoint gave it (default: ${DEFAULT-VALUE})")
    private String name = "final";

    @Option(names = "--to", paramLabel = "FOLDER", required = true, description = "where to write")
    private Path to = Path.of(".");

    @Override
    public Integer call() throws Exception {
        try (StackOpening opening = StackOpening.open(Home.fromLauncher(), Screen.open(true))) {
            Endpoints endpoints = opening.stack().endpoints();
            export(new Checkpoints(
                    new MinioObjectStore(endpoints.s3(), "epochal", endpoints.accessKey(), endpoints.secretKey()),
                    run));
        }
        return ExitCode.OK;
    }

    private void export(Checkpoints checkpoints) throws IOException, Refused {
        Optional<Checkpoints.Named> named = checkpoints.named(name);
        if (named.isEmpty()) {
            throw new Refused(
                    run + " has no checkpoint " + name + "; it has: " + String.join(", ", checkpoints.names()));
        }
        Checkpoints.Checkpoint checkpoint = named.get().checkpoint();
        Files.createDirectories(to);
        Path weights = to.resolve("model.safetensors");
        try (InputStream in = checkpoints.open(checkpoint, named.get().weights())) {
            Files.copy(in, weights, StandardCopyOption.REPLACE_EXISTING);
        }
        // JSON is YAML: this file can be trained again as it is.
        Path spec = to.resolve("run.yaml");
        try (InputStream in = checkpoints.open(checkpoint, "state.json")) {
            JsonNode state = Wire.JSON.readTree(in);
            Wire.JSON.writerWithDefaultPrettyPrinter().writeValue(spec.toFile(), state.get("spec"));
        }
        System.out.println(weights);
        System.out.println(spec);
    }
}
