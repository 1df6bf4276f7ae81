package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What docs/first-model.md tells to type, typed. */
@Tag("long")
@ExtendWith(SharedStack.class)
class ModelPluginIT {
    private static final String DATA = " --data ";

    private final Launcher epochal;

    @TempDir
    private Path folder;

    ModelPluginIT(Launcher epochal) {
        this.epochal = epochal;
    }

    @Test
    void theCommandsOfThePageTrainMeasureAndExport() throws Exception {
        List<String> commands = TutorialPage.read("first-model.md").commands();
        assertThat(commands).hasSize(3);

        Launcher.Result trained = epochal.run((commands.get(0) + " --output json").split(" "));
        assertThat(trained.exitCode()).as(trained.output()).isZero();
        String run = Wire.JSON.readTree(trained.lastLine()).get("run").asText();
        String[] evaluate = commands.get(1).replace("RUN", run).split(DATA);
        String data = evaluate[1].replace("'", "");
        String[] words = evaluate[0].split(" ");
        String evaluated = succeeds(words[0], words[1], DATA.strip(), data);
        succeeds(commands.get(2)
                .replace("RUN", run)
                .replace("FOLDER", folder.toString())
                .split(" "));

        assertThat(evaluated).containsPattern("accuracy: (0\\.[89]|1\\.0)");
        assertThat(Files.size(folder.resolve("model.safetensors"))).isGreaterThan(1000);

        Launcher.Result keras = epochal.run(
                "runs",
                "export",
                run,
                "--checkpoint",
                "best",
                "--format",
                "keras",
                "--to",
                folder.resolve("m.keras") + "");
        assertThat(keras.exitCode()).isNotZero();
        assertThat(keras.output()).contains("residual-mlp is not made of Keras' layers");
    }

    @Test
    void anUnknownProviderEndsTheRunWithTheNearest() throws Exception {
        Launcher.Result result =
                epochal.run("train", "examples/model-plugin/train.yaml", "--set", "model.provider=residual-mpl");

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).contains("there is no provider residual-mpl (did you mean residual-mlp?)");
    }

    private String succeeds(String... words) throws Exception {
        Launcher.Result result = epochal.run(words);
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output();
    }
}
