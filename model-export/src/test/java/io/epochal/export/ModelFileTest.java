package io.epochal.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.checkpoint.CheckpointId;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.Content;
import io.epochal.checkpoint.DamagedPartException;
import io.epochal.checkpoint.FolderObjectStore;
import io.epochal.keras.KerasFile;
import io.epochal.keras.KerasFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A dense layer, 2 → 1, in a store. */
class ModelFileTest {
    private static final Instant NOW = Instant.EPOCH;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void saysHowLongItIsBeforeItIsWritten(ExportFormat format) throws IOException {
        Checkpoints checkpoints = checkpoints();

        ModelFile file = ModelFile.of(checkpoints, checkpoints.named("best").orElseThrow(), format, NOW);

        assertThat(written(file)).hasSize((int) file.size());
    }

    @Test
    void isKerasOwnFile() throws IOException {
        Checkpoints checkpoints = checkpoints();
        Path file = folder.resolve("model.keras");

        Files.write(
                file,
                written(ModelFile.of(checkpoints, checkpoints.named("best").orElseThrow(), ExportFormat.keras, NOW)));

        KerasFile read = KerasFile.read(file, 1 << 20);
        assertThat(read.variables().values())
                .extracting(tensor -> tensor.floats())
                .containsExactly(new float[] {1, 2}, new float[] {3});
    }

    @Test
    void whatIsNotAsItWasStoredFails() throws IOException {
        Checkpoints checkpoints = checkpoints();
        Checkpoints.Named named = checkpoints.named("best").orElseThrow();
        Path weights = folder.resolve(named.checkpoint().key()).resolve(named.weights());
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1]++;
        Files.write(weights, bytes);

        assertThatThrownBy(() -> written(ModelFile.of(checkpoints, named, ExportFormat.safetensors, NOW)))
                .isInstanceOf(DamagedPartException.class);
        assertThatThrownBy(() -> ModelFile.of(checkpoints, named, ExportFormat.keras, NOW))
                .isInstanceOf(DamagedPartException.class);
    }

    @Test
    void theSpecIsWrittenAsTheCheckpointHasIt() throws IOException {
        Checkpoints checkpoints = checkpoints();

        byte[] spec = StoredState.spec(
                checkpoints, checkpoints.named("best").orElseThrow().checkpoint());

        assertThat(new String(spec, StandardCharsets.UTF_8)).contains("\"batch_size\" : 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "3", "[]", "{}", "{\"spec\": null}", "{\"spec\": [1]}"})
    void aStateWithoutASpecIsRefused(String state) throws IOException {
        Checkpoints checkpoints = checkpoints(state.getBytes(StandardCharsets.UTF_8));
        Checkpoints.Named named = checkpoints.named("best").orElseThrow();

        assertThatThrownBy(() -> StoredState.spec(checkpoints, named.checkpoint()))
                .isInstanceOf(KerasFileException.class)
                .hasMessageContaining("state.json: it has no spec of a run");
        assertThatThrownBy(() -> ModelFile.of(checkpoints, named, ExportFormat.keras, NOW))
                .isInstanceOf(KerasFileException.class);
    }

    private static byte[] written(ModelFile file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        file.write(out);
        return out.toByteArray();
    }

    private Checkpoints checkpoints() throws IOException {
        return checkpoints(DenseCheckpoint.state());
    }

    private Checkpoints checkpoints(byte[] state) throws IOException {
        Checkpoints checkpoints = new Checkpoints(new FolderObjectStore(folder), "run");
        var saved = checkpoints.save(
                new CheckpointId(0, 1, 5, true),
                Map.of(
                        "state.json", Content.of(state),
                        "weights.safetensors", Content.of(DenseCheckpoint.weights())));
        checkpoints.name("best", saved, "weights.safetensors", 1, 5);
        return checkpoints;
    }
}
