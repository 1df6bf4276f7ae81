package io.epochal.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file is, reading it ends in what it holds or in one message. */
class HostileKerasFileTest {
    @TempDir
    Path folder;

    @Test
    void aFileThatIsCutIsNoFile() throws IOException {
        byte[] whole = Files.readAllBytes(Given.file("dense.keras"));
        Path cut = folder.resolve("cut.keras");

        for (int length = 0; length < whole.length; length += 37) {
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> KerasFile.read(cut, Given.LIMIT))
                    .as("cut at " + length)
                    .isInstanceOf(KerasFileException.class)
                    .hasMessageStartingWith("cut.keras: ");
        }
    }

    @Test
    void weightsThatAreCutAreReadOrRefused() throws IOException {
        byte[] whole = weights("bidirectional.keras");
        Map<String, H5Tensor> right = H5Reader.read("whole", whole, Given.LIMIT);

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

        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) flip;
            refused += readOrNothing(flipped).isEmpty() ? 1 : 0;
        }

        assertThat(refused).isPositive();
    }

    @Test
    void aFlippedByteOfTheZipIsFound() throws IOException {
        byte[] whole = Files.readAllBytes(Given.file("dense.keras"));
        KerasFile right = Given.keras("dense.keras");
        Path file = folder.resolve("flipped.keras");

        for (int at = 0; at < whole.length; at += 11) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x10;
            Files.write(file, flipped);
            try {
                assertThat(KerasFile.read(file, Given.LIMIT))
                        .as("flipped at " + at)
                        .isEqualTo(right);
            } catch (KerasFileException e) {
                assertThat(e).hasMessageStartingWith("flipped.keras: ");
            }
        }
    }

    private static Map<String, H5Tensor> readOrNothing(byte[] bytes) {
        try {
            return H5Reader.read("weights", bytes, Given.LIMIT);
        } catch (KerasFileException e) {
            assertThat(e.getMessage()).startsWith("weights: ").hasSizeLessThan(1100);
            return Map.of();
        }
    }

    private static byte[] weights(String name) throws IOException {
        try (ZipFile zip = new ZipFile(Given.file(name).toFile())) {
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
                "empty-space | layers/dense/vars/0: declares"
            })
    void saysWhatIsNoTensorOfKeras(String name, String problem) {
        Path file = Given.file("hostile/" + name + ".weights.h5");

        assertThatThrownBy(() -> WeightsFile.read(file, Given.LIMIT))
                .isInstanceOf(KerasFileException.class)
                .hasMessageStartingWith(name + ".weights.h5: " + problem);
    }

    @Test
    void groupsCanOnlyBeSoDeep() throws IOException {
        Path file = folder.resolve("deep.weights.h5");
        new WeightsFile(Map.of("g/".repeat(150) + "0", H5Tensor.of(new int[0], new float[1]))).write(file);

        assertThatThrownBy(() -> WeightsFile.read(file, Given.LIMIT))
                .isInstanceOf(KerasFileException.class)
                .hasMessage("deep.weights.h5: groups more than 100 deep");
    }

    @Test
    void anEntryThatUnpacksToMoreThanTheLimitIsRefused() throws IOException {
        Map<String, byte[]> entries = entries();
        entries.put("config.json", new byte[100_000_000]);
        Path bomb = zip("bomb.keras", entries);

        assertThat(bomb).isNotEmptyFile();
        assertThat(Files.size(bomb)).isLessThan(200_000);
        assertThatThrownBy(() -> KerasFile.read(bomb, Given.LIMIT))
                .isInstanceOf(KerasFileException.class)
                .hasMessageStartingWith("bomb.keras: config.json: unpacks to more bytes than may be read");
    }

    @Test
    void aFileLargerThanTheLimitIsNotOpened() {
        assertThatThrownBy(() -> KerasFile.read(Given.file("dense.keras"), 1000))
                .isInstanceOf(KerasFileException.class)
                .hasMessage("dense.keras: has 15283 bytes, and at most 1000 may be read");
    }

    @Test
    void aFileThatIsNotThereIsOneMessage() {
        assertThatThrownBy(() -> KerasFile.read(folder.resolve("none.keras"), Given.LIMIT))
                .isInstanceOf(KerasFileException.class)
                .hasMessage("none.keras: not there, or no file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "metadata.json", "model.weights.h5"})
    void saysWhichEntryIsMissing(String name) throws IOException {
        Map<String, byte[]> entries = entries();
        byte[] removed = entries.remove(name);
        entries.put("../" + name, removed);
        Path file = zip("less.keras", entries);

        assertThatThrownBy(() -> KerasFile.read(file, Given.LIMIT))
                .isInstanceOf(KerasFileException.class)
                .hasMessageStartingWith("less.keras: has 0 entries named " + name);
    }

    @Test
    void anEntryThatIsThereTwiceIsRefused() throws IOException {
        Map<String, byte[]> entries = entries();
        entries.put("config.jsoX", new byte[] {'{', '}'});
        Path file = zip("double.keras", entries);
        String latin = Files.readString(file, StandardCharsets.ISO_8859_1).replace("config.jsoX", "config.json");
        Files.write(file, latin.getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> KerasFile.read(file, Given.LIMIT))
                .isInstanceOf(KerasFileException.class)
                .hasMessageStartingWith("double.keras: has 2 entries named config.json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1] | no JSON object",
                "null | null where a JSON object should be",
                "{} {} | no JSON object",
                "{'a': | no JSON object",
                "'' | no JSON object",
                "{\"a\": 1 | no JSON object"
            })
    void saysThatAnEntryIsNoJson(String json, String problem) throws IOException {
        Map<String, byte[]> entries = entries();
        entries.put("config.json", json.getBytes(StandardCharsets.UTF_8));
        Path file = zip("json.keras", entries);

        assertThatThrownBy(() -> KerasFile.read(file, Given.LIMIT))
                .isInstanceOf(KerasFileException.class)
                .hasMessageStartingWith("json.keras: config.json: " + problem);
    }

    @Test
    void jsonCanOnlyBeSoDeep() throws IOException {
        Map<String, byte[]> entries = entries();
        entries.put("config.json", ("{\"a\":" + "[".repeat(500_000)).getBytes(StandardCharsets.UTF_8));
        Path file = zip("deep.keras", entries);

        assertThatThrownBy(() -> KerasFile.read(file, Given.LIMIT))
                .isInstanceOf(KerasFileException.class)
                .hasMessageContaining("deep.keras: config.json: ")
                .hasMessageContaining("depth");
    }

    private static Map<String, byte[]> entries() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(Given.file("dense.keras").toFile())) {
            for (String name : new String[] {"metadata.json", "config.json", "model.weights.h5"}) {
                entries.put(name, zip.getInputStream(zip.getEntry(name)).readAllBytes());
            }
        }
        return entries;
    }

    private Path zip(String name, Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return Files.write(folder.resolve(name), bytes.toByteArray());
    }
}
