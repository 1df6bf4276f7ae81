package io.epochal.cli.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.callback.policy.CallbackProviders;
import io.epochal.checkpoint.Inputs;
import io.epochal.keras.KerasFile;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import io.epochal.protocol.data.InputFile;
import io.epochal.protocol.data.NpzData;
import io.epochal.protocol.data.ObjectPin;
import io.epochal.protocol.model.TorchScriptBackbone;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that a spec names: {@code dense.keras} is a file that Keras 3.15.1 saved. */
class SpecInputsTest {
    private static final Path ENCODER = Path.of("../runs/digits-encoder.pt");
    private static final Path DENSE = Path.of("../keras-file/src/test/resources/dense.keras");

    @TempDir
    private Path folder;

    @TempDir
    private Path scratch;

    @Test
    void pathsAreRelativeToTheSpec() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        Files.copy(DENSE, folder.resolve("dense.keras"));
        Files.write(folder.resolve("data/rows.npz"), new byte[] {1, 2, 3});

        Submission submission = read(
                """
                model: {keras: dense.keras}
                data: {type: npz, path: data/rows.npz, x: x, y: y}
                loss: mse
                """);

        String digest = Inputs.digest(folder.resolve("data/rows.npz"));
        assertThat(submission.spec().data())
                .isInstanceOfSatisfying(
                        NpzData.class, data -> assertThat(data.path().sha256()).isEqualTo(digest));
        assertThat(submission.inputs())
                .extracting(Submission.LocalInput::name)
                .containsExactlyInAnyOrder("dense.keras", "data/rows.npz");
        assertThat(submission.inputs())
                .allSatisfy(input -> assertThat(Inputs.digest(input.file())).isEqualTo(input.sha256()));
        assertThat(submission.spec().model().weights()).isNotNull();
        assertThat(submission.spec().model().weights().sha256()).isEqualTo(Inputs.digest(DENSE));
    }

    @Test
    void anEncoderOfPyTorchIsAFileOfTheRun() throws Exception {
        Files.write(folder.resolve("rows.npz"), new byte[] {1, 2, 3});
        Files.copy(ENCODER, folder.resolve("encoder.pt"));
        String spec =
                """
                model: {torchscript: encoder.pt, trainable: false, layers: [{type: Dense, units: 1}]}
                data: {type: npz, path: rows.npz, x: x, y: y}
                loss: mse
                """;

        Submission submission = read(spec);

        assertThat(submission.inputs())
                .extracting(Submission.LocalInput::name)
                .containsExactlyInAnyOrder("encoder.pt", "rows.npz");
        assertThat(submission.spec().model().backbone())
                .isEqualTo(new TorchScriptBackbone(new InputFile("encoder.pt", Inputs.digest(ENCODER)), false, true));

        Files.write(folder.resolve("encoder.pt"), new byte[] {(byte) 0x80, 2});
        assertThatThrownBy(() -> read(spec))
                .hasMessageContaining("run.yaml:1: model.torchscript must be a TorchScript file; it is a pickle, which")
                .hasMessageContaining("encoder.pt");
    }

    @Test
    void aFileThatIsMissingIsNamedWithItsPlace() {
        assertThatThrownBy(
                        () -> read(
                                """
                        model: {layers: [{type: Dense, units: 1}]}
                        data: {type: npz, path: data/none.npz, x: x, y: y}
                        loss: mse
                        """))
                .isInstanceOf(UsageException.class)
                .hasMessageContainingAll(
                        "run.yaml:2: data.path", folder.resolve("data/none.npz").toString());
        assertThatThrownBy(() -> read("model: {keras: none.keras}\ndata: {dataset: mnist}\n"))
                .isInstanceOf(UsageException.class)
                .hasMessageContainingAll(
                        "run.yaml:1: model.keras", folder.resolve("none.keras").toString());
    }

    @Test
    void aBrokenModelIsSaid() throws IOException {
        Files.writeString(folder.resolve("broken.keras"), "no zip");
        Files.writeString(folder.resolve("broken.json"), "{");

        assertThatThrownBy(() -> read("model: {keras: broken.keras}\ndata: {dataset: mnist}\n"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("run.yaml:1: model.keras must be a model that Keras 3 saved");
        assertThatThrownBy(() -> read("model: {keras: broken.json}\ndata: {dataset: mnist}\n"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("run.yaml:1: model.keras must be the JSON that model.to_json() gives");
    }

    @Test
    void aFileIsTakenOnceHoweverOftenItIsNamed() throws IOException {
        Files.write(folder.resolve("rows.npz"), new byte[] {1});
        SpecInputs inputs = new SpecInputs(folder, scratch, NoSourceStore.ASKED, InputProgress.NONE);

        Submission.LocalInput first = inputs.add("data.path", "rows.npz");

        assertThat(inputs.add("data.path", "./rows.npz")).isSameAs(first);
        assertThat(inputs.all()).containsExactly(first);
    }

    @Test
    void aFolderBecomesOneFile() throws IOException {
        Files.createDirectories(folder.resolve("images/cats"));
        Files.write(folder.resolve("images/cats/1.png"), new byte[] {1});

        Submission.LocalInput input =
                new SpecInputs(folder, scratch, NoSourceStore.ASKED, InputProgress.NONE).add("data.path", "images");

        assertThat(input.file()).isRegularFile().hasParent(scratch);
        assertThat(input.sha256())
                .isEqualTo(new SpecInputs(folder, scratch, NoSourceStore.ASKED, InputProgress.NONE)
                        .add("data.path", "images")
                        .sha256());
    }

    /** As compile() of the file has it, but what the spec says counts more. */
    @Test
    void aModelIsCompiledAsItsFileSays() throws Exception {
        Files.copy(DENSE, folder.resolve("dense.keras"));
        Map<String, Object> compiled = Map.of(
                "loss",
                "mean_absolute_error",
                "optimizer",
                Map.of(
                        "module",
                        "keras.optimizers",
                        "class_name",
                        "SGD",
                        "config",
                        Map.of("name", "SGD", "learning_rate", 0.5)));
        KerasFile.read(DENSE, 1 << 22).compiled(compiled).write(folder.resolve("compiled.keras"));

        RunSpec asSaved = resolved(Map.of());
        RunSpec changed = resolved(Map.of("loss", "mse"));

        assertThat(asSaved.optimizer().type()).isEqualTo("sgd");
        assertThat(asSaved.loss())
                .isEqualTo(RunSpec.of(spec(Map.of("loss", "mae"))).loss());
        assertThat(changed.loss())
                .isEqualTo(RunSpec.of(spec(Map.of("loss", "mse"))).loss());
        assertThat(changed.optimizer()).isEqualTo(asSaved.optimizer());
    }

    @Test
    void anObjectIsPinnedOnceAndNotStored() throws Exception {
        OneObject store = new OneObject("s3://data/rows.npz", new byte[] {1, 2, 3});

        Submission submission = read(
                """
                model: {layers: [{type: Dense, units: 1}]}
                data: {type: npz, path: s3://data/rows.npz, validation: {x: xv, y: yv}}
                loss: mse
                """,
                store);

        NpzData data = (NpzData) submission.spec().data();
        assertThat(data.path()).isEqualTo(new InputFile("s3://data/rows.npz").withPin(store.pin()));
        assertThat(data.validation()).isNotNull();
        assertThat(data.validation().path()).isEqualTo(data.path());
        assertThat(submission.inputs()).isEmpty();
        assertThat(store.pinned()).isEqualTo(1);
    }

    /** As in the record of a run: the store is not asked what is there now. */
    @Test
    void aPinThatTheSpecHasStays() throws Exception {
        RunSpec spec = read(
                        """
                model: {layers: [{type: Dense, units: 1}]}
                data: {type: npz, path: {path: s3://data/rows.npz, etag: abc, version: v1, size: 3}}
                loss: mse
                """,
                        NoSourceStore.ASKED)
                .spec();

        assertThat(spec.data().files().get(0).pin()).isEqualTo(new ObjectPin("abc", "v1", 3));
    }

    @Test
    void aModelInS3IsReadForItsArchitecture() throws Exception {
        OneObject store = new OneObject("s3://data/dense.keras", Files.readAllBytes(DENSE));

        RunSpec spec = read(
                        """
                model: {keras: s3://data/dense.keras}
                data: {dataset: mnist}
                """,
                        store)
                .spec();

        assertThat(spec.model().weights()).isEqualTo(new InputFile("s3://data/dense.keras").withPin(store.pin()));
        assertThat(spec.model().graph().layers()).isNotEmpty();
        assertThat(RunSpec.of(Wire.JSON.convertValue(spec, Map.class)).model().weights())
                .as("in the run's record")
                .isEqualTo(spec.model().weights());
    }

    @Test
    void anObjectThatIsMissingIsSaidWithItsPlace() {
        OneObject store = new OneObject("s3://data/rows.npz", new byte[0]);

        assertThatThrownBy(() -> read(
                        "model: {layers: [{type: Dense, units: 1}]}\nloss: mse\n"
                                + "data: {type: npz, path: s3://data/none.npz}\n",
                        store))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("run.yaml:3: data.path must be an object that can be read: s3://data/none.npz is"
                        + " not there");
        assertThatThrownBy(() -> read(
                        "model: {layers: [{type: Dense, units: 1}]}\nloss: mse\n"
                                + "data: {type: images, size: [8, 8], path: s3://data/flowers/}\n",
                        store))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("run.yaml:3: data.path must name one object");
    }

    @Test
    void aLargeFileOfAFolderIsPackedAsItIs() throws IOException {
        byte[] content = new byte[300_000];
        content[299_999] = 7;
        Files.createDirectories(folder.resolve("images/cats"));
        Files.write(folder.resolve("images/cats/1.png"), content);

        Path packed = PackedFolder.of(folder.resolve("images"), scratch, InputProgress.NONE);

        try (ZipFile zip = new ZipFile(packed.toFile());
                InputStream in = zip.getInputStream(zip.getEntry("cats/1.png"))) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
    }

    /** A folder is read twice to be packed, and once more for its digest. */
    @Test
    void whileFilesAreReadTheUserSeesHowFar() throws IOException {
        Files.createDirectories(folder.resolve("images/cats"));
        Files.write(folder.resolve("images/cats/1.png"), new byte[300_000]);
        List<String> shown = new ArrayList<>();
        InputProgress progress = new InputProgress() {
            @Override
            public Inputs.Progress begin(String action, String name, long size) {
                return bytes -> shown.add(action + " " + name + " " + 100 * bytes / size);
            }

            @Override
            public void clear() {
                shown.add("cleared");
            }
        };

        new SpecInputs(folder, scratch, NoSourceStore.ASKED, progress).add("data.path", "images");

        assertThat(shown)
                .containsSubsequence(
                        "packing images 50", "packing images 100", "cleared", "reading images 100", "cleared")
                .endsWith("cleared");
    }

    private RunSpec resolved(Map<String, Object> more) throws IOException, UsageException {
        Map<String, Object> values = spec(more);
        values.put("model", Map.of("keras", "compiled.keras"));
        KerasModelFile.resolve(values, new SpecInputs(folder, scratch, NoSourceStore.ASKED, InputProgress.NONE));
        return RunSpec.of(values);
    }

    private static Map<String, Object> spec(Map<String, Object> more) {
        Map<String, Object> values = new LinkedHashMap<>(more);
        values.put("data", Map.of("type", "npz", "path", "rows.npz", "x", "x", "y", "y"));
        values.put("model", Map.of("layers", List.of(Map.of("type", "Dense", "units", 1))));
        return values;
    }

    private Submission read(String yaml) throws IOException, UsageException {
        return read(yaml, NoSourceStore.ASKED);
    }

    private Submission read(String yaml, SourceStore store) throws IOException, UsageException {
        Path file = Files.writeString(folder.resolve("run.yaml"), yaml);
        return RunSpecFile.read(file, List.of(), Optional.empty(), CallbackProviders.NONE, store, InputProgress.NONE);
    }
}
