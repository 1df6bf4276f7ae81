package io.epochal.cli.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.callback.policy.CallbackProviders;
import io.epochal.checkpoint.Inputs;
import io.epochal.keras.KerasFile;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.data.NpzData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that a spec names: {@code dense.keras} is a file that Keras 3.15.1 saved. */
class SpecInputsTest {
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
        SpecInputs inputs = new SpecInputs(folder, scratch, NoSourceStore.ASKED);

        Submission.LocalInput first = inputs.add("data.path", "rows.npz");

        assertThat(inputs.add("data.path", "./rows.npz")).isSameAs(first);
        assertThat(inputs.all()).containsExactly(first);
    }

    @Test
    void aFolderBecomesOneFile() throws IOException {
        Files.createDirectories(folder.resolve("images/cats"));
        Files.write(folder.resolve("images/cats/1.png"), new byte[] {1});

        Submission.LocalInput input = new SpecInputs(folder, scratch, NoSourceStore.ASKED).add("data.path", "images");

        assertThat(input.file()).isRegularFile().hasParent(scratch);
        assertThat(input.sha256())
                .isEqualTo(new SpecInputs(folder, scratch, NoSourceStore.ASKED)
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

    private RunSpec resolved(Map<String, Object> more) throws IOException, UsageException {
        Map<String, Object> values = spec(more);
        values.put("model", Map.of("keras", "compiled.keras"));
        KerasModelFile.resolve(values, new SpecInputs(folder, scratch, NoSourceStore.ASKED));
        return RunSpec.of(values);
    }

    private static Map<String, Object> spec(Map<String, Object> more) {
        Map<String, Object> values = new LinkedHashMap<>(more);
        values.put("data", Map.of("type", "npz", "path", "rows.npz", "x", "x", "y", "y"));
        values.put("model", Map.of("layers", List.of(Map.of("type", "Dense", "units", 1))));
        return values;
    }

    private Submission read(String yaml) throws IOException, UsageException {
        Path file = Files.writeString(folder.resolve("run.yaml"), yaml);
        return RunSpecFile.read(file, List.of(), Optional.empty(), CallbackProviders.NONE, NoSourceStore.ASKED);
    }
}
