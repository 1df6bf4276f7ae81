package io.epochal.trainer.djl.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.epochal.protocol.data.InputFile;
import io.epochal.protocol.model.TorchScriptBackbone;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are no encoders: each gives one message, and the process lives on. */
@Tag("slow")
class TorchScriptEncoderTest {
    private static final Path MODULES = Path.of("src/test/resources/torchscript");

    private final NDManager manager = NDManager.newBaseManager("PyTorch");

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            two-inputs.pt        | takes one tensor
            count.pt             | takes one tensor
            pair.pt              | must give one tensor; its forward gives
            named.pt             | must give one tensor; its forward gives
            size.pt              | must give one tensor; its forward gives
            nothing.pt           | must give one tensor; its forward gives
            classes.pt           | must give 32-bit floats; it gives int64
            half.pt              | must give 32-bit floats; it gives float64
            mean.pt              | must give one row of numbers for each row that it takes
            wider.pt             | for 2 rows it gives (2, 2), for 3 rows (3, 3)
            one-row.pt           | with zeros of the shape (2, 4) it fails
            raises.pt            | this module takes no rows
            no-forward.pt        | forward
            state-dict.pt        | was written by torch.save, and has tensors but no code
            tensors.pt           | was written by torch.save, and has tensors but no code
            state-dict-legacy.pt | is a pickle, which has tensors but no code
            """)
    void refusesWhatIsNoEncoder(String name, String problem) {
        assertThatThrownBy(() -> open(MODULES.resolve(name), false, 4))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the/encoder.pt ")
                .hasMessageContaining(problem)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(700).doesNotContain("\n"));
    }

    @Test
    void refusesToTrainWhatHasNoParameters() {
        assertThatThrownBy(() -> open(MODULES.resolve("frozen.pt"), true, 4))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the/encoder.pt has no parameters that can be trained: torch.jit.freeze");
    }

    @Test
    void refusesRowsThatTheEncoderDoesNotTake() {
        assertThatThrownBy(() -> open(MODULES.resolve("numbers.pt"), false, 5))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("with zeros of the shape (2, 5) it fails: RuntimeError: mat1 and mat2");
    }

    @Test
    void refusesFilesThatAreTornOrForged() throws IOException {
        byte[] whole = Files.readAllBytes(MODULES.resolve("numbers.pt"));

        assertThatThrownBy(() -> open(file(Arrays.copyOf(whole, whole.length / 2)), false, 4))
                .hasMessageContaining("is no whole TorchScript archive; it is torn, or was never one");
        assertThatThrownBy(() -> open(file("no archive".getBytes(StandardCharsets.UTF_8)), false, 4))
                .hasMessageContaining("is no whole TorchScript archive");
        assertThatThrownBy(() -> open(rewritten("data.pkl", "no pickle"), false, 4))
                .hasMessageContaining("cannot be loaded by PyTorch 2.7");
        assertThatThrownBy(() -> open(rewritten("code/__torch__.py", "import os\nos.system('true')"), false, 4))
                .hasMessageContaining("cannot be loaded by PyTorch 2.7");
    }

    /** The archive with other content in one entry, and right checksums. */
    private Path rewritten(String name, String content) throws IOException {
        Path file = Files.createTempFile(folder, "forged", ".pt");
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(MODULES.resolve("numbers.pt")));
                OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                zip.putNextEntry(new ZipEntry(entry.getName()));
                zip.write(
                        entry.getName().endsWith(name) ? content.getBytes(StandardCharsets.UTF_8) : in.readAllBytes());
            }
        }
        return file;
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(Files.createTempFile(folder, "file", ".pt"), content);
    }

    @Test
    void hasParametersAndBuffersWhereItIsTrained() throws IOException {
        assertThat(open(MODULES.resolve("assigns.pt"), true, 4).getParameters().keys())
                .containsExactly("batches", "dense.weight", "dense.bias");
        assertThat(open(MODULES.resolve("assigns.pt"), false, 4).getParameters().keys())
                .isEmpty();
    }

    @Test
    void takesOneInput() {
        assertThatThrownBy(() -> TorchScriptEncoder.open(
                        encoder(false), MODULES.resolve("numbers.pt"), List.of(List.of(4), List.of(4)), manager))
                .hasMessage("the model's encoder takes one input, but data.x names 2");
    }

    private static TorchScriptBackbone encoder(boolean trainable) {
        return new TorchScriptBackbone(new InputFile("the/encoder.pt"), trainable, true);
    }

    private TorchScriptBlock open(Path file, boolean trainable, int width) throws IOException {
        JniUtils.setGradMode(false);
        return TorchScriptEncoder.open(encoder(trainable), file, List.of(List.of(width)), manager);
    }
}
