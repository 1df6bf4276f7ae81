package io.epochal.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.epochal.keras.H5Tensor;
import io.epochal.keras.KerasFile;
import io.epochal.keras.KerasFileException;
import io.epochal.protocol.RunSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of two layers, 3 → 4 → 2, with an optimizer that has trained five steps. */
@Tag("slow")
class KerasExportTest {
    @TempDir
    private Path folder;

    @Test
    void aModelWithItsOptimizerIsReadAgainAsItWas() throws IOException {
        StoredModel model = model(true);
        Path file = folder.resolve("model.keras");

        KerasExport.of(model, Instant.EPOCH).write(file);
        KerasFile read = KerasFile.read(file, 1 << 20);

        assertThat(read.metadata()).isEqualTo(Map.of("keras_version", "3.15.1", "date_saved", "1970-01-01@00:00:00"));
        assertThat(read.variables().values())
                .containsExactlyElementsOf(model.weights().values());
        // Keras' order: iteration, learning rate, then momentum and velocity of each weight.
        assertThat(read.optimizerVariables()).hasSize(2 + 2 * 4);
        assertThat(read.optimizerVariables().get(0).integers()).containsExactly(5);
        assertThat(read.optimizerVariables().get(1).floats()).containsExactly(0.25f);
        assertThat(read.optimizerVariables().get(2)).isEqualTo(model.optimizer().get("adam/momentum/first/kernel"));
        assertThat(read.optimizerVariables().get(9)).isEqualTo(model.optimizer().get("adam/velocity/second/bias"));
    }

    /** In Keras it has no axes, and an optimizer whose variable has another shape is not loaded. */
    @Test
    void theProductOfNadamIsAScalar() throws IOException {
        StoredModel adam = model(true);
        Map<String, H5Tensor> nadam = new LinkedHashMap<>();
        adam.optimizer().forEach((name, tensor) -> nadam.put(name.replace("adam/", "nadam/"), tensor));
        nadam.put("nadam/u_product", H5Tensor.of(new int[] {1}, new float[] {0.75f}));
        RunSpec spec = spec(Map.of("type", "nadam"));

        KerasFile file = KerasExport.of(
                new StoredModel(spec, adam.inputShapes(), 0.25, adam.weights(), nadam, Map.of()), Instant.EPOCH);

        assertThat(file.optimizerVariables()).contains(H5Tensor.of(new int[0], new float[] {0.75f}));
    }

    @Test
    void aModelWithoutItsOptimizerHasWeightsAlone() throws IOException {
        KerasFile file = KerasExport.of(model(false), Instant.EPOCH);

        assertThat(file.optimizerVariables()).isEmpty();
        assertThat(file.variables()).hasSize(4);
    }

    @Test
    void aModelIsCompiledAsTheRunWas() {
        Map<String, ?> compiled = CompileConfig.of(model(true).spec(), 0.25);

        assertThat(compiled.get("optimizer")).isInstanceOfSatisfying(Map.class, optimizer -> {
            assertThat(optimizer.get("class_name")).isEqualTo("Adam");
            assertThat(optimizer.get("config")).isInstanceOfSatisfying(Map.class, config -> {
                assertThat(config.get("learning_rate")).isEqualTo(0.25);
                assertThat(config.get("beta_1")).isEqualTo(0.9);
                assertThat(config.containsKey("type")).isFalse();
            });
        });
        assertThat(compiled.get("loss")).isInstanceOfSatisfying(Map.class, loss -> assertThat(loss.get("class_name"))
                .isEqualTo("Huber"));
        assertThat(compiled.get("metrics")).asString().contains("mae").doesNotContain("type");
    }

    @Test
    void aTensorThatTheCheckpointLacksIsNamed() {
        StoredModel model = model(true);
        Map<String, H5Tensor> fewer = new LinkedHashMap<>(model.weights());
        fewer.remove("second/bias");

        assertThatThrownBy(() -> KerasExport.of(
                        new StoredModel(model.spec(), model.inputShapes(), 0.25, fewer, Map.of(), Map.of()),
                        Instant.EPOCH))
                .isInstanceOf(KerasFileException.class)
                .hasMessageContaining("no tensor second/bias");
    }

    @Test
    void aModelThatIsNotOfKerasLayersIsRefused() {
        RunSpec spec = RunSpec.of(
                Map.of("data", Map.of("type", "npz", "path", "rows.npz"), "model", Map.of("provider", "residual-mlp")));

        assertThatThrownBy(() -> KerasExport.of(
                        new StoredModel(spec, List.of(List.of(3)), 0.25, Map.of(), Map.of(), Map.of()), Instant.EPOCH))
                .isInstanceOf(KerasFileException.class)
                .hasMessageContaining("residual-mlp is not made of Keras' layers")
                .hasMessageContaining("--format safetensors");
    }

    @Test
    void kerasOpensIt() throws Exception {
        assumeThat(python("import keras, jax, h5py"))
                .as("skipped: the python packages keras, jax and h5py are not installed")
                .isEmpty();
        KerasExport.of(model(true), Instant.EPOCH).write(folder.resolve("model.keras"));

        assertThat(python(
                                """
                        import sys, warnings
                        import keras, numpy
                        warnings.simplefilter("error", UserWarning)
                        model = keras.models.load_model(sys.argv[1] + "/model.keras")
                        print(model.predict(numpy.ones((1, 3)), verbose=0).shape)
                        print(type(model.optimizer).__name__, int(model.optimizer.iterations), float(model.optimizer.learning_rate))
                        print(model.loss if isinstance(model.loss, str) else type(model.loss).__name__)
                        print([float(w.numpy().ravel()[0]) for w in model.weights])
                        """)
                        .lines())
                .containsExactly("(1, 2)", "Adam 5 0.25", "Huber", "[1.0, 2.0, 3.0, 4.0]");
    }

    private static RunSpec spec(Map<String, Object> optimizer) {
        return RunSpec.of(Map.of(
                "optimizer",
                optimizer,
                "data",
                Map.of("type", "npz", "path", "rows.npz", "x", "x", "y", "y"),
                "model",
                Map.of(
                        "layers",
                        List.of(
                                Map.of("type", "Dense", "name", "first", "units", 4, "activation", "relu"),
                                Map.of("type", "Dense", "name", "second", "units", 2))),
                "loss",
                Map.of("type", "huber", "delta", 0.5),
                "metrics",
                List.of("mae")));
    }

    private static StoredModel model(boolean optimizer) {
        RunSpec spec = spec(Map.of("type", "adam"));
        Map<String, H5Tensor> weights = new LinkedHashMap<>();
        weights.put("first/kernel", numbered(1, 3, 4));
        weights.put("first/bias", numbered(2, 4));
        weights.put("second/kernel", numbered(3, 4, 2));
        weights.put("second/bias", numbered(4, 2));
        return new StoredModel(
                spec, List.of(List.of(3)), 0.25, weights, optimizer ? adam(weights) : Map.of(), Map.of());
    }

    private static Map<String, H5Tensor> adam(Map<String, H5Tensor> weights) {
        Map<String, H5Tensor> tensors = new LinkedHashMap<>();
        tensors.put("adam/iteration", H5Tensor.of(new int[] {1}, new long[] {5}));
        weights.forEach((name, weight) -> {
            tensors.put("adam/momentum/" + name, numbered(tensors.size() * 10, weight.shape()));
            tensors.put("adam/velocity/" + name, numbered(tensors.size() * 10, weight.shape()));
        });
        return tensors;
    }

    private static H5Tensor numbered(int from, int... shape) {
        float[] values = new float[Arrays.stream(shape).reduce(1, (one, other) -> one * other)];
        for (int i = 0; i < values.length; i++) {
            values[i] = from + i * 0.5f;
        }
        return H5Tensor.of(shape, values);
    }

    private String python(String script) throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder("python3", "-c", script, folder.toString());
        command.environment().put("KERAS_BACKEND", "jax");
        Path errors = Files.createTempFile(folder, "keras", ".err");
        Process python;
        try {
            python = command.redirectError(errors.toFile()).start();
        } catch (IOException e) {
            return "no python3";
        }
        String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return python.waitFor() == 0 ? output : "failed: " + Files.readString(errors);
    }
}
