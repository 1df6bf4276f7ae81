package io.epochal.cli.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.callback.policy.CallbackProviders;
import io.epochal.cli.run.RunMessages;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.TrainingParams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbacksFileTest {
    private static final TrainingParams PARAMS = TrainingParams.of(RunMessages.SPEC);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- type: EarlyStopping\n  patience: 3\n",
                "[{type: EarlyStopping, patience: 3}]",
                "- {type: EarlyStopping, patience: 3, baseline: null}",
                "epochs: 9\ncallbacks:\n- type: EarlyStopping\n  patience: 3\n"
            })
    void readsAListAloneOrInARunSpec(String yaml) throws Exception {
        assertThat(read(yaml)).containsExactly(Map.of("type", "EarlyStopping", "patience", 3));
    }

    @Test
    void readsAnEmptyList() throws Exception {
        assertThat(read("[]")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            - type: EarlyStopping;  patince: 3             | c.yaml:2: callbacks[0].patince is not known here
            a: 1;callbacks:;- type: EarlyStoping           | c.yaml:3: callbacks[0].type must be one of
            - type: EarlyStopping;- [                      | c.yaml:2: this is not valid YAML
            epochs: 9                                      | c.yaml:1: has no callbacks; for none at all, write callbacks: []
            EarlyStopping                                  | c.yaml:1: must be a list of callbacks
            - type: ModelCheckpoint;  filepath: '{val_f1}' | c.yaml:2: callbacks[0].filepath names val_f1
            - EarlyStopping                                | c.yaml:1: callbacks[0] must be an object with keys
            """)
    void namesTheInvalidLine(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml.replace(";", "\n")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(message);
    }

    @Test
    void reportsAMissingFile() {
        assertThatThrownBy(
                        () -> CallbacksFile.read(folder.resolve("x"), PARAMS, Optional.empty(), CallbackProviders.NONE))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("there is no such file; it must be a list of callbacks");
    }

    @Test
    void aProgramThatIsNotOurTrainerMustBeAbleToObey() throws Exception {
        String restoring = "- type: EarlyStopping\n  monitor: val_lift\n  restore_best_weights: true";
        Path file = Files.writeString(folder.resolve("c.yaml"), restoring);

        assertThatThrownBy(() ->
                        CallbacksFile.read(file, RunMessages.PARAMS, trainer("StopTraining"), CallbackProviders.NONE))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("c.yaml:1: callbacks[0]")
                .hasMessageContaining("RestoreWeights");
        assertThat(CallbacksFile.read(
                        file, RunMessages.PARAMS, trainer("StopTraining", "RestoreWeights"), CallbackProviders.NONE))
                .hasSize(1);
    }

    private static Optional<AttachedTrainer> trainer(String... capabilities) {
        return Optional.of(new AttachedTrainer("a", "keras", AttachedTrainer.Unit.EPOCH, List.of(capabilities), 60));
    }

    private List<Map<String, Object>> read(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("c.yaml"), yaml);
        return CallbacksFile.read(file, PARAMS, Optional.empty(), CallbackProviders.NONE);
    }
}
