package io.epochal.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchScriptArchiveTest {
    private static final Path MODULES = Path.of("../trainer-service/src/test/resources/torchscript");
    private static final long LIMIT = 1L << 30;
    private static final int MEBIBYTE = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void takesWhatPyTorchWrites() {
        assertThatCode(() -> TorchScriptArchive.check(MODULES.resolve("features.pt"), LIMIT))
                .doesNotThrowAnyException();
        assertThatCode(() -> TorchScriptArchive.check(Path.of("../runs/digits-encoder.pt"), LIMIT))
                .doesNotThrowAnyException();
    }

    @Test
    void tellsTensorsWithoutCodeFromArchives() {
        assertThatThrownBy(() -> TorchScriptArchive.check(MODULES.resolve("state-dict.pt"), LIMIT))
                .hasMessage("was written by torch.save, and has tensors but no code: save a module with"
                        + " torch.jit.script(module).save(path)");
        assertThatThrownBy(() -> TorchScriptArchive.check(MODULES.resolve("state-dict-legacy.pt"), LIMIT))
                .hasMessageStartingWith("is a pickle, which has tensors but no code");
        assertThatThrownBy(() -> TorchScriptArchive.check(zip("other/readme.txt", new byte[1]), LIMIT))
                .hasMessageStartingWith("is a zip, but no TorchScript archive");
        assertThatThrownBy(() -> TorchScriptArchive.check(file(new byte[0]), LIMIT))
                .hasMessageStartingWith("is no whole TorchScript archive; it is torn, or was never one");
    }

    @Test
    void findsEveryTornOrChangedArchive() throws IOException {
        byte[] whole = Files.readAllBytes(MODULES.resolve("numbers.pt"));
        byte[] changed = whole.clone();
        // The first byte of the first entry: behind its header, whose name and padding have their lengths at 26 and 28.
        int first = 30 + whole[26] + 256 * whole[27] + (whole[28] & 255) + 256 * whole[29];
        changed[first] ^= 1;

        for (int length : new int[] {1, whole.length / 2, whole.length - 1}) {
            assertThatThrownBy(() -> TorchScriptArchive.check(file(Arrays.copyOf(whole, length)), LIMIT))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> TorchScriptArchive.check(file(changed), LIMIT))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("is damaged");
    }

    @Test
    void refusesWhatUnpacksToMoreThanIsAllowed() throws IOException {
        Path bomb = zip("e/code/bomb.py", new byte[65 * MEBIBYTE]);

        assertThatThrownBy(() -> TorchScriptArchive.check(bomb, LIMIT))
                .hasMessageStartingWith("unpacks to more than is allowed: at most 1073741824 bytes, 67108864 of them");
        assertThatThrownBy(() -> TorchScriptArchive.check(bomb, MEBIBYTE)).hasMessageStartingWith("unpacks to more");
        assertThatThrownBy(() -> TorchScriptArchive.check(MODULES.resolve("numbers.pt"), 100))
                .hasMessageStartingWith("has 2087 bytes, and at most 100 are allowed");
    }

    /** A directory that says the bomb is small: the sizes in it are what the check goes by, until it reads. */
    @Test
    void refusesAnEntryThatIsLongerThanItSays() throws IOException {
        byte[] bomb = Files.readAllBytes(zip("e/code/bomb.py", new byte[MEBIBYTE]));
        int directory = new String(bomb, StandardCharsets.ISO_8859_1).lastIndexOf("e/code/bomb.py") - 46;
        bomb[directory + 24 + 2] = 0;
        bomb[directory + 24] = 10;

        assertThatThrownBy(() -> TorchScriptArchive.check(file(bomb), LIMIT))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("is damaged");
    }

    @Test
    void countsBuffersAmongTheParametersInACopy() throws IOException {
        Path copy = folder.resolve("copy.pt");

        assertThat(BuffersAsParameters.copy(MODULES.resolve("features.pt"), copy))
                .isTrue();
        assertThatCode(() -> TorchScriptArchive.check(copy, LIMIT)).doesNotThrowAnyException();
        try (ZipFile before = new ZipFile(MODULES.resolve("features.pt").toFile());
                ZipFile after = new ZipFile(copy.toFile())) {
            String norm = "archive/code/__torch__/torch/nn/modules/batchnorm.py";
            assertThat(text(after, norm))
                    .isEqualTo(text(before, norm)
                            .replace(
                                    "\"bias\", ]\n",
                                    "\"bias\", \"running_mean\", \"running_var\", \"num_batches_tracked\", ]\n")
                            .replaceFirst("__buffers__ = \\[.*]", "__buffers__ = []"));
            String other = "archive/code/__torch__/torch/nn/functional.py";
            assertThat(text(after, other)).isEqualTo(text(before, other));
        }
        assertThat(BuffersAsParameters.copy(MODULES.resolve("numbers.pt"), folder.resolve("none.pt")))
                .isFalse();
        assertThat(folder.resolve("none.pt")).doesNotExist();
    }

    private static String text(ZipFile zip, String entry) throws IOException {
        return new String(zip.getInputStream(zip.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(Files.createTempFile(folder, "file", ".pt"), content);
    }

    /** What an archive must have, and this entry. */
    private Path zip(String name, byte[] content) throws IOException {
        Path file = Files.createTempFile(folder, "archive", ".pt");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            if (name.startsWith("e/")) {
                for (String other : new String[] {"e/data.pkl", "e/constants.pkl"}) {
                    zip.putNextEntry(new ZipEntry(other));
                }
            }
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        }
        return file;
    }
}
