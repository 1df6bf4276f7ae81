package io.epochal.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes of weights are, reading them ends in what they hold or in one message. */
@Tag("slow")
class HostileWeightsTest {
    @TempDir
    Path folder;

    @Test
    void weightsThatAreCutAreReadOrRefused() throws IOException {
        byte[] whole = weights("bidirectional.keras");
        Map<String, H5Tensor> right = H5Reader.read("whole", whole, KerasSamples.LIMIT);

        for (int length = 0; length < whole.length; length += 23) {
            Map<String, H5Tensor> read = readOrNothing(Arrays.copyOf(whole, length));
            assertThat(right).as("cut at " + length).containsAllEntriesOf(read);
        }
    }

    /** A flipped bit in a value cannot be seen without the zip's checksum; one elsewhere must not be more than a message. */
    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x80, 0xff})
    void weightsWithAFlippedByteAreReadOrRefused(int flip) throws IOException {
        byte[] whole = weights("dense.keras");
        int refused = 0;

        for (int at = flip % 7; at < whole.length; at += 7) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) flip;
            refused += readOrNothing(flipped).isEmpty() ? 1 : 0;
        }

        assertThat(refused).isPositive();
    }

    private static Map<String, H5Tensor> readOrNothing(byte[] bytes) {
        try {
            return H5Reader.read("weights", bytes, KerasSamples.LIMIT);
        } catch (KerasFileException e) {
            assertThat(e.getMessage()).startsWith("weights: ").hasSizeLessThan(1100);
            return Map.of();
        }
    }

    private static byte[] weights(String name) throws IOException {
        try (ZipFile zip = new ZipFile(KerasSamples.file(name).toFile())) {
            return zip.getInputStream(zip.getEntry("model.weights.h5")).readAllBytes();
        }
    }

    /** The files were written with h5py. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "soft-link | layers/other: a link; a weights file has groups and datasets only",
                "external-link | layers/dense/vars: a link; a weights file has groups and datasets only",
                "cycle | layers/dense/again: reached a second time",
                "hard-link | layers/twice: reached a second time",
                "chunked | layers/dense/vars/0: stored as CHUNKED; Keras stores its variables CONTIGUOUS",
                "huge-shape | layers/dense/vars/0: has the shape [1048576, 1048576], and values of at most 4194304 bytes",
                "long-shape | layers/dense/vars/*: damaged, or of a type",
                "unwritten | layers/dense/vars/0: declares 4 values, which are not in the file",
                "external-storage | layers/dense/vars/*: damaged, or of a type that is not known here",
                "virtual | layers/dense/vars/*: damaged, or of a type that is not known here",
                "text | layers/dense/vars/0: of the type",
                "compound | layers/dense/vars/0: of the type Compound",
                "complex | layers/dense/vars/0: of the type Compound",
                "boolean | layers/dense/vars/0: of the type Enum",
                "bfloat16 | layers/dense/vars/*: damaged, or of a type that is not known here, as bfloat16 is",
                "empty-space | layers/dense/vars/0: declares",
                "indexed-links | layers/*: has an index of its links; Keras writes none"
            })
    void saysWhatIsNoTensorOfKeras(String name, String problem) {
        Path file = KerasSamples.file("hostile/" + name + ".weights.h5");

        assertThatThrownBy(() -> WeightsFile.read(file, KerasSamples.LIMIT))
                .isInstanceOf(KerasFileException.class)
                .hasMessageStartingWith(name + ".weights.h5: " + problem);
    }

    @Test
    void aHugeShapeIsRefusedWhateverTheLimit() {
        Path file = KerasSamples.file("hostile/huge-shape.weights.h5");

        assertThatThrownBy(() -> WeightsFile.read(file, Long.MAX_VALUE))
                .isInstanceOf(KerasFileException.class)
                .hasMessageContaining("has the shape [1048576, 1048576], and values of at most 8589934332 bytes");
    }

    @Test
    void groupsCanOnlyBeSoDeep() throws IOException {
        Path file = folder.resolve("deep.weights.h5");
        new WeightsFile(Map.of("g/".repeat(150) + "0", H5Tensor.of(new int[0], new float[1]))).write(file);

        assertThatThrownBy(() -> WeightsFile.read(file, KerasSamples.LIMIT))
                .isInstanceOf(KerasFileException.class)
                .hasMessage("deep.weights.h5: groups more than 100 deep");
    }
}
