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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file is, reading it ends in what it holds or in one message. */
@Tag("slow")
class HostileKerasFileTest {
    @TempDir
    Path folder;

    @Test
    void aFileThatIsCutIsNoFile() throws IOException {
        byte[] whole = Files.readAllBytes(KerasSamples.file("dense.keras"));
        Path cut = folder.resolve("cut.keras");

        for (int length = 0; length < whole.length; length += 37) {
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> KerasFile.read(cut, KerasSamples.LIMIT))
                    .as("cut at " + length)
                    .isInstanceOf(KerasFileException.class)
                    .hasMessageStartingWith("cut.keras: ");
        }
    }

    @Test
    void aFlippedByteOfTheZipIsFound() throws IOException {
        byte[] whole = Files.readAllBytes(KerasSamples.file("dense.keras"));
        KerasFile right = KerasSamples.keras("dense.keras");
        Path file = folder.resolve("flipped.keras");

        for (int at = 0; at < whole.length; at += 11) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x10;
            Files.write(file, flipped);
            try {
                assertThat(KerasFile.read(file, KerasSamples.LIMIT))
                        .as("flipped at " + at)
                        .isEqualTo(right);
            } catch (KerasFileException e) {
                assertThat(e).hasMessageStartingWith("flipped.keras: ");
            }
        }
    }

    @Test
    void anEntryThatUnpacksToMoreThanTheLimitIsRefused() throws IOException {
        Map<String, byte[]> entries = entries();
        entries.put("config.json", new byte[100_000_000]);
        Path bomb = zip("bomb.keras", entries);

        assertThat(bomb).isNotEmptyFile();
        assertThat(Files.size(bomb)).isLessThan(200_000);
        assertThatThrownBy(() -> KerasFile.read(bomb, KerasSamples.LIMIT))
                .isInstanceOf(KerasFileException.class)
                .hasMessageStartingWith("bomb.keras: config.json: unpacks to more than the ");
    }

    @Test
    void aFileLargerThanTheLimitIsNotOpened() {
        assertThatThrownBy(() -> KerasFile.read(KerasSamples.file("dense.keras"), 1000))
                .isInstanceOf(KerasFileException.class)
                .hasMessage("dense.keras: has 15283 bytes, and at most 1000 may be read");
    }

    @Test
    void aFileThatIsNotThereIsOneMessage() {
        assertThatThrownBy(() -> KerasFile.read(folder.resolve("none.keras"), KerasSamples.LIMIT))
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

        assertThatThrownBy(() -> KerasFile.read(file, KerasSamples.LIMIT))
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

        assertThatThrownBy(() -> KerasFile.read(file, KerasSamples.LIMIT))
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

        assertThatThrownBy(() -> KerasFile.read(file, KerasSamples.LIMIT))
                .isInstanceOf(KerasFileException.class)
                .hasMessageStartingWith("json.keras: config.json: " + problem);
    }

    @Test
    void jsonCanOnlyBeSoDeep() throws IOException {
        Map<String, byte[]> entries = entries();
        entries.put("config.json", ("{\"a\":" + "[".repeat(500_000)).getBytes(StandardCharsets.UTF_8));
        Path file = zip("deep.keras", entries);

        assertThatThrownBy(() -> KerasFile.read(file, KerasSamples.LIMIT))
                .isInstanceOf(KerasFileException.class)
                .hasMessageContaining("deep.keras: config.json: ")
                .hasMessageContaining("depth");
    }

    private static Map<String, byte[]> entries() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(KerasSamples.file("dense.keras").toFile())) {
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
