package io.epochal.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeArchiveTest {
    @TempDir
    private Path folder;

    @Test
    void isAnArchiveAsPyTorchWritesIt() throws IOException {
        Path file = Files.write(folder.resolve("code.pt"), CodeArchive.of("Step", "class Step(Module):\n"));

        assertThatCode(() -> TorchScriptArchive.check(file, 1 << 20)).doesNotThrowAnyException();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.getInputStream(zip.getEntry("archive/code/__torch__.py")))
                    .hasContent("class Step(Module):\n");
            assertThat(zip.getInputStream(zip.getEntry("archive/data.pkl")).readAllBytes())
                    .startsWith("\u0080\u0002c__torch__\nStep\n".getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}
