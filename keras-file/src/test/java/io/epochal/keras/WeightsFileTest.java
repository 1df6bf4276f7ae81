package io.epochal.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class WeightsFileTest {
    @TempDir
    Path folder;

    /** types.weights.h5 was written with h5py. */
    @ParameterizedTest
    @ValueSource(strings = {"float16", "float32", "float64"})
    void readsFloatsOfAnyWidth(String type) throws IOException {
        assertThat(types().get("vars/" + type))
                .isEqualTo(H5Tensor.of(new int[] {2, 3}, new float[] {1, 2, 3, 4, 5, 100}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"int8", "uint8", "int16", "uint16", "int32", "uint32", "int64"})
    void readsIntegersOfAnyWidth(String type) throws IOException {
        assertThat(types().get("vars/" + type))
                .isEqualTo(H5Tensor.of(new int[] {2, 3}, new long[] {1, 2, 3, 4, 5, 100}));
    }

    @Test
    void readsSignsOrdersAndWhatIsNoNumber() throws IOException {
        Map<String, H5Tensor> types = types();

        assertThat(tensor(types, "vars/big-endian").floats()).containsExactly(1.5f, -2.5f);
        assertThat(tensor(types, "vars/big-endian-integer").integers()).containsExactly(1, -2);
        assertThat(tensor(types, "vars/negative").integers()).containsExactly(-1, -128);
        assertThat(tensor(types, "vars/unsigned").integers()).containsExactly(4294967295L, 0);
        assertThat(tensor(types, "vars/nan").floats())
                .containsExactly(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0.0f);
        assertThat(types.get("vars/scalar")).isEqualTo(H5Tensor.of(new int[0], new float[] {0.5f}));
        assertThat(types.get("vars/iteration")).isEqualTo(H5Tensor.of(new int[0], new long[] {123456789012L}));
        assertThat(types.get("vars/none")).isEqualTo(H5Tensor.of(new int[] {0, 3}, new float[0]));
    }

    private static H5Tensor tensor(Map<String, H5Tensor> tensors, String path) {
        return Objects.requireNonNull(tensors.get(path), path);
    }

    private static Map<String, H5Tensor> types() throws KerasFileException {
        return WeightsFile.read(KerasSamples.file("types.weights.h5"), KerasSamples.LIMIT)
                .tensors();
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        WeightsFile types = WeightsFile.read(KerasSamples.file("types.weights.h5"), KerasSamples.LIMIT);
        Path written = folder.resolve("written.weights.h5");

        types.write(written);

        assertThat(WeightsFile.read(written, KerasSamples.LIMIT)).isEqualTo(types);
    }

    @Test
    void writesMoreThanOnePieceOfATensorAndManyInOneGroup() throws IOException {
        float[] values = new float[20_000];
        for (int at = 0; at < values.length; at++) {
            values[at] = at;
        }
        Map<String, H5Tensor> tensors = new TreeMap<>();
        for (int number = 0; number < 300; number++) {
            tensors.put("optimizer/vars/" + number, H5Tensor.of(new int[0], new long[] {number}));
        }
        tensors.put("layers/dense/vars/0", H5Tensor.of(new int[] {200, 100}, values));
        Path written = folder.resolve("written.weights.h5");

        new WeightsFile(tensors).write(written);

        assertThat(WeightsFile.read(written, KerasSamples.LIMIT).tensors()).isEqualTo(tensors);
    }

    @Test
    void readsTheFilesThatAnIndexNames() throws IOException {
        H5Tensor one = H5Tensor.of(new int[] {1}, new float[] {1});
        H5Tensor two = H5Tensor.of(new int[] {1}, new float[] {2});
        new WeightsFile(Map.of("layers/dense/vars/0", one)).write(folder.resolve("model_00000.weights.h5"));
        new WeightsFile(Map.of("layers/dense/vars/1", two)).write(folder.resolve("model_00001.weights.h5"));
        Path index = folder.resolve("model.weights.json");
        Files.writeString(
                index,
                "{\"metadata\": {\"total_size\": 8}, \"weight_map\": {\"/layers/dense/vars\": [\"model_00000.weights.h5\","
                        + " \"model_00001.weights.h5\"], \"/vars\": \"model_00000.weights.h5\"}}");

        assertThat(WeightsFile.read(index, KerasSamples.LIMIT).tensors())
                .isEqualTo(Map.of("layers/dense/vars/0", one, "layers/dense/vars/1", two));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"../a.h5\"", "\"/etc/a.h5\"", "\"a.txt\"", "3", "[\"a\\\\b.h5\"]", "null", "\"a\\u0000.h5\""})
    void anIndexNamesFilesInItsFolderOnly(String shard) throws IOException {
        Path index = folder.resolve("model.weights.json");
        Files.writeString(index, "{\"weight_map\": {\"/vars\": " + shard + "}}");

        assertThatThrownBy(() -> WeightsFile.read(index, KerasSamples.LIMIT))
                .isInstanceOf(KerasFileException.class)
                .hasMessageStartingWith("model.weights.json: weight_map names ");
    }

    @Test
    void aTensorHasAsManyValuesAsItsShapeSays() {
        assertThatThrownBy(() -> H5Tensor.of(new int[] {2, 3}, new float[5]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("5 values for the shape [2, 3], which has 6");
    }
}
