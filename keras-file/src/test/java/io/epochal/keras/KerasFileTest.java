package io.epochal.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KerasFileTest {
    @TempDir
    Path folder;

    /** variables.json was written with h5py, and has the order and names of Keras' model.weights. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "dense.keras",
                "embedding-lstm.keras",
                "separable-batchnorm.keras",
                "conv2d-transpose.keras",
                "bidirectional.keras",
                "attention.keras"
            })
    void readsTheVariablesThatKerasWrote(String name) throws IOException {
        KerasFile file = KerasSamples.keras(name);

        List<List<?>> read = WeightPaths.of(file.config()).stream()
                .<List<?>>map(path -> row(
                        path, Objects.requireNonNull(file.weights().tensors().get(path.h5()))))
                .toList();

        assertThat(read).isEqualTo(KerasSamples.json("variables.json").get(name));
        assertThat(file.variables()).hasSameSizeAs(file.weights().tensors());
    }

    private static List<?> row(WeightPath path, H5Tensor tensor) {
        float[] values = tensor.floats();
        return List.of(
                path.keras(), path.h5(), Arrays.stream(tensor.shape()).boxed().toList(), (double) values[0], (double)
                        values[values.length - 1]);
    }

    @Test
    void readsWhatTheModelIs() throws IOException {
        KerasFile file = KerasSamples.keras("dense.keras");

        assertThat(file.config()).containsEntry("class_name", "Sequential").containsKey("compile_config");
        assertThat(file.metadata()).containsEntry("keras_version", "3.15.1");
        assertThat(file.optimizerVariables()).isEmpty();
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        KerasFile file = KerasSamples.keras("bidirectional.keras");
        Path written = folder.resolve("written.keras");

        file.write(written);

        assertThat(KerasFile.read(written, KerasSamples.LIMIT)).isEqualTo(file);
        assertThat(folder).isDirectoryContaining(one -> one.equals(written));
        try (ZipFile zip = new ZipFile(written.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName))
                    .containsExactly("metadata.json", "config.json", "model.weights.h5");
        }
    }

    @Test
    void replacesAFileAndLeavesNothingElseBehind() throws IOException {
        Path written = Files.writeString(folder.resolve("written.keras"), "another file");

        KerasSamples.keras("dense.keras").write(written);

        assertThat(KerasFile.read(written, KerasSamples.LIMIT)).isEqualTo(KerasSamples.keras("dense.keras"));
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(written);
        }
    }

    @Test
    void takesOtherValuesAndTheOptimizers() throws IOException {
        KerasFile file = KerasSamples.keras("dense.keras");
        Map<String, H5Tensor> doubled = new LinkedHashMap<>(file.variables());
        doubled.replaceAll((path, tensor) -> twice(tensor));
        List<H5Tensor> optimizer =
                List.of(H5Tensor.of(new int[0], new long[] {7}), H5Tensor.of(new int[0], new float[] {0.01f}));
        Path written = folder.resolve("written.keras");

        file.with(doubled, optimizer).write(written);

        KerasFile read = KerasFile.read(written, KerasSamples.LIMIT);
        assertThat(read.variables()).isEqualTo(doubled);
        assertThat(read.optimizerVariables()).isEqualTo(optimizer);
    }

    private static H5Tensor twice(H5Tensor tensor) {
        float[] values = tensor.floats().clone();
        for (int at = 0; at < values.length; at++) {
            values[at] *= 2;
        }
        return H5Tensor.of(tensor.shape(), values);
    }

    @Test
    void saysWhichVariableIsMissingUnknownOrOfAnotherShape() throws IOException {
        KerasFile file = KerasSamples.keras("dense.keras");
        Map<String, H5Tensor> variables = new LinkedHashMap<>(file.variables());

        variables.put("sequential_16/dense_41/bias", H5Tensor.of(new int[] {2}, new float[2]));
        assertThatThrownBy(() -> file.with(variables, List.of()))
                .hasMessage(
                        "model.weights.h5: layers/dense_1/vars/1: the variable sequential_16/dense_41/bias is given as"
                                + " floats[2]; right is floats[1]");
        variables.remove("sequential_16/dense_41/bias");
        assertThatThrownBy(() -> file.with(variables, List.of())).hasMessageContaining("dense_41/bias is not given");
        variables.putAll(file.variables());
        variables.put("dense_9/bias", H5Tensor.of(new int[1], new float[0]));
        assertThatThrownBy(() -> file.with(variables, List.of()))
                .hasMessage("model.weights.h5: the model has no variables [dense_9/bias]");
    }

    @Test
    void findsVariablesWhereAnOlderVersionPutThem() throws IOException {
        KerasFile file = KerasSamples.keras("dense.keras");
        Map<String, H5Tensor> moved = new LinkedHashMap<>();
        file.weights()
                .tensors()
                .forEach((path, tensor) -> moved.put("_layer_checkpoint_dependencies" + path.substring(6), tensor));
        KerasFile older = new KerasFile(file.config(), file.metadata(), new WeightsFile(moved));

        assertThat(older.variables()).isEqualTo(file.variables());
        assertThat(older.with(file.variables(), List.of())).isEqualTo(file);
    }

    @Test
    void saysWhichVariableOfTheConfigIsNotInTheFile() throws IOException {
        KerasFile file = KerasSamples.keras("dense.keras");
        KerasFile empty = new KerasFile(file.config(), file.metadata(), new WeightsFile(Map.of()));

        assertThatThrownBy(empty::variables)
                .isInstanceOf(KerasFileException.class)
                .hasMessage("model.weights.h5: layers/dense/vars/0: not there; the model's config has the variable"
                        + " sequential_16/dense_40/kernel");
    }
}
