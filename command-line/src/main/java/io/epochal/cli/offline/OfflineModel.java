package io.epochal.cli.offline;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.InputSource;
import io.epochal.disk.Directories;
import io.epochal.export.StoredState;
import io.epochal.protocol.Wire;
import io.epochal.protocol.data.DataSource;
import io.epochal.protocol.model.Model;
import io.epochal.protocol.model.TorchScriptBackbone;
import io.epochal.stack.Installation;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A trained model in a process of its own, which has the engine: this one has not. The process knows neither Kafka nor S3.
 *
 * @param inputs the files that runs are trained with
 * @param engine the folder of the trainer's libraries
 * @param libraries the same, as a class path
 * @param datasets the folder of the data sets
 * @param plugins the folder of jars that bring models and rows
 * @param nativeCache where the engine is unpacked
 */
public record OfflineModel(
        InputSource inputs, Path engine, String libraries, Path datasets, Path plugins, Path nativeCache) {
    private static final String PROGRAM = "io.epochal.trainer.offline.OfflineProgram";

    /** With the engine of an installation, whose trainer Quarkus has laid out in a folder. */
    public static OfflineModel of(InputSource inputs, Installation installation, Path plugins, Path nativeCache) {
        Path quarkusApp = installation.trainerLibraries().resolve("../..").normalize();
        String libraries = quarkusApp.resolve("app") + "/*" + File.pathSeparator + quarkusApp.resolve("lib/main") + "/*"
                + File.pathSeparator + quarkusApp.resolve("lib/boot") + "/*";
        return new OfflineModel(
                inputs, installation.trainerLibraries(), libraries, installation.datasets(), plugins, nativeCache);
    }

    /** Measures a checkpoint on rows; metrics by their names. */
    public JsonNode evaluate(Checkpoints checkpoints, Checkpoints.Named named, StoredState state, DataSource data)
            throws IOException {
        return Wire.JSON.readTree(run(checkpoints, named, state, data, null));
    }

    /** Writes a checkpoint's predictions for rows to a file, {@code .npz} or {@code .csv}. */
    public void predict(Checkpoints checkpoints, Checkpoints.Named named, StoredState state, DataSource data, Path to)
            throws IOException {
        var unused = run(checkpoints, named, state, data, to.toAbsolutePath());
    }

    private String run(
            Checkpoints checkpoints, Checkpoints.Named named, StoredState state, DataSource data, @Nullable Path to)
            throws IOException {
        Path folder = Files.createTempDirectory("epochal-model-");
        try {
            Path weights = folder.resolve("weights.safetensors");
            try (InputStream in = checkpoints.open(named.checkpoint(), named.weights())) {
                Files.copy(in, weights, StandardCopyOption.REPLACE_EXISTING);
            }
            return asked(request(state, data, modelFiles(state.spec().model(), folder), weights, to));
        } finally {
            Directories.delete(folder);
        }
    }

    /** An encoder that is not trained has its weights in its file alone. */
    private Map<String, String> modelFiles(Model model, Path folder) throws IOException {
        if (!(model.backbone() instanceof TorchScriptBackbone encoder)) {
            return Map.of();
        }
        Path copy = folder.resolve("encoder.pt");
        var unused = inputs.copy(encoder.file(), copy);
        return Map.of(encoder.file().path(), copy.toString());
    }

    private static byte[] request(
            StoredState state, DataSource data, Map<String, String> files, Path weights, @Nullable Path to)
            throws IOException {
        Map<String, @Nullable Object> request = new LinkedHashMap<>();
        request.put("spec", state.spec().withData(data));
        request.put("preprocessing", state.preprocessing());
        request.put("inputs", files);
        request.put("weights", weights.toString());
        request.put("predictions", to == null ? null : to.toString());
        request.put("cache", weights.resolveSibling("cache").toString());
        return Wire.JSON.writeValueAsBytes(request);
    }

    private String asked(byte[] request) throws IOException {
        if (!Files.isDirectory(engine)) {
            throw new IOException(
                    "the engine is not in this installation (" + engine
                            + "); evaluate and predict run from a built checkout, with --server for another stack, or in the command's image");
        }
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Depochal.datasets=" + datasets,
                "-Depochal.plugins=" + plugins,
                "-cp",
                libraries,
                PROGRAM);
        builder.environment().put("DJL_CACHE_DIR", nativeCache.toString());
        Path errors = Files.createTempFile("epochal-model-", ".log");
        Process process = builder.redirectError(Redirect.to(errors.toFile())).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(request);
        }
        try (InputStream out = process.getInputStream()) {
            String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(lastLine(errors));
            }
            return text;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the model was at work");
        } finally {
            Files.deleteIfExists(errors);
        }
    }

    private static String lastLine(Path errors) throws IOException {
        return Files.readString(errors).lines().reduce((before, last) -> last).orElse("the engine's process failed");
    }
}
