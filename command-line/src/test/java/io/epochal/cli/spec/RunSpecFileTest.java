package io.epochal.cli.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.callback.policy.CallbackProviders;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.data.IdxData;
import io.epochal.protocol.optimizer.Adam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunSpecFileTest {
    private static final Path EXAMPLE = Path.of("../runs/mnist-cnn.yaml");
    private static final Path DATASETS = Path.of("../datasets");

    @TempDir
    private Path folder;

    @Test
    void readsTheExample() throws Exception {
        Submission submission = RunSpecFile.read(
                EXAMPLE,
                List.of(),
                Optional.of(DATASETS),
                CallbackProviders.NONE,
                NoSourceStore.ASKED,
                InputProgress.NONE);
        RunSpec spec = submission.spec();

        assertThat(submission.inputs()).isEmpty();
        assertThat(spec.epochs()).isEqualTo(50);
        assertThat(spec.callbacks())
                .extracting(callback -> callback.get("type"))
                .containsExactly("EarlyStopping", "ModelCheckpoint", "ReduceLROnPlateau", "TensorBoard");
    }

    @Test
    void overridesAnyField() throws Exception {
        Submission submission = RunSpecFile.read(
                EXAMPLE,
                List.of(
                        "epochs=2",
                        "data.limit=6000",
                        "callbacks[0].patience=1",
                        "callbacks.2.factor=0.1",
                        "optimizer.epsilon=1e-8"),
                Optional.of(DATASETS),
                CallbackProviders.NONE,
                NoSourceStore.ASKED,
                InputProgress.NONE);

        RunSpec spec = submission.spec();
        assertThat(spec.epochs()).isEqualTo(2);
        assertThat(spec.data()).isInstanceOfSatisfying(IdxData.class, data -> assertThat(data.limit())
                .isEqualTo(6000));
        assertThat(spec.callbacks().get(0)).containsEntry("patience", 1);
        assertThat(spec.callbacks().get(2)).containsEntry("factor", 0.1);
        assertThat(spec.optimizer().kind()).isEqualTo(new Adam(0.9, 0.999, 1e-8, false));
    }

    @Test
    void rejectsACallbackThatWouldChangeAScheduledRate() {
        assertThatThrownBy(() -> RunSpecFile.read(
                        EXAMPLE,
                        List.of(
                                "optimizer.learning_rate={type: CosineDecay, initial_learning_rate: 0.1, decay_steps: 9}"),
                        Optional.of(DATASETS),
                        CallbackProviders.NONE,
                        NoSourceStore.ASKED,
                        InputProgress.NONE))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("callbacks[2] is a ReduceLROnPlateau, which cannot change a learning rate");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            patience: 5         | patience: -1       | 32 | callbacks[0].patience must be a whole number, 0 or more; found -1
            patience: 5         | patince: 5         | 32 | did you mean patience?
            epochs: 50          | epochs: many       | 26 | epochs must be a whole number, 1 or more; found "many"
            epochs: 50          | epoch: 50          | 26 | did you mean epochs?
            type: Flatten       | type: Flaten       | 17 | did you mean Flatten?
            type: EarlyStopping | type: EarlyStoping | 32 | did you mean EarlyStopping?
            dataset: mnist      | dataset: mnits     | 7  | did you mean mnist?
            factor: 0.5         | factor: 1.5        | 34 | callbacks[2].factor must be less than 1
            seed: 1             | seed: [            | 7  | this is not valid YAML
            seed: 1             | name: again        | 4  | this is not valid YAML
            """)
    void namesFileLineKeyAndWhatIsValid(String from, String to, int line, String problem) throws IOException {
        Path file = folder.resolve("run.yaml");
        Files.writeString(file, Files.readString(EXAMPLE).replace(from, to));

        assertThatThrownBy(() -> RunSpecFile.read(
                        file,
                        List.of(),
                        Optional.of(DATASETS),
                        CallbackProviders.NONE,
                        NoSourceStore.ASKED,
                        InputProgress.NONE))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(file + ":" + line + ": ")
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "callbacks[0].patience=-1, --set callbacks[0].patience",
        "epoch=2, --set epoch",
        "callbacks[9].patience=1, is not in the run spec",
        "epochs, must be path=value"
    })
    void namesTheInvalidOverride(String override, String problem) {
        assertThatThrownBy(() -> RunSpecFile.read(
                        EXAMPLE,
                        List.of(override),
                        Optional.of(DATASETS),
                        CallbackProviders.NONE,
                        NoSourceStore.ASKED,
                        InputProgress.NONE))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void showsAnOverrideThatIsNoLineInOneLine() {
        assertThatThrownBy(() -> RunSpecFile.read(
                        EXAMPLE,
                        List.of("ep\tochs\u001b" + "x".repeat(5000) + "=2"),
                        Optional.of(DATASETS),
                        CallbackProviders.NONE,
                        NoSourceStore.ASKED,
                        InputProgress.NONE))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--set ep\\tochs\\u001bxxx")
                .message()
                .matches("\\P{Cc}{1,2000}");
    }

    @Test
    void namesTheMissingDataFile() throws IOException {
        Files.createDirectories(folder.resolve("mnist"));

        assertThatThrownBy(() -> RunSpecFile.read(
                        EXAMPLE,
                        List.of(),
                        Optional.of(folder),
                        CallbackProviders.NONE,
                        NoSourceStore.ASKED,
                        InputProgress.NONE))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("mnist-cnn.yaml:7: data.dataset")
                .hasMessageContaining("train-images-idx3-ubyte.gz");
    }

    @Test
    void reportsAMissingSpec() {
        assertThatThrownBy(() -> RunSpecFile.read(
                        Path.of("none.yaml"),
                        List.of(),
                        Optional.of(DATASETS),
                        CallbackProviders.NONE,
                        NoSourceStore.ASKED,
                        InputProgress.NONE))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "none.yaml: there is no such file; it must be a run spec in YAML, such as runs/mnist-cnn.yaml");
    }
}
