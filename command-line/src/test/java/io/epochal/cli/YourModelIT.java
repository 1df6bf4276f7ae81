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

/** What docs/your-model.md tells to type, typed. */
@Tag("long")
@ExtendWith(SharedStack.class)
class YourModelIT {
    private static final String PAGE = "../docs/your-model.md";

    private final Launcher epochal;

    @TempDir
    private Path folder;

    YourModelIT(Launcher epochal) {
        this.epochal = epochal;
    }

    @Test
    void theCommandsOfThePageTrainMeasurePredictAndExport() throws Exception {
        List<String> commands = Files.readAllLines(Path.of(PAGE)).stream()
                .filter(line -> line.startsWith("./epochal ") && !line.contains("`"))
                .map(line -> line.substring("./epochal ".length()))
                .toList();
        assertThat(commands).hasSize(4);

        Launcher.Result trained = epochal.run((commands.get(0) + " --output json").split(" "));
        assertThat(trained.exitCode()).as(trained.output()).isZero();
        String run = Wire.JSON.readTree(trained.lastLine()).get("run").asText();
        String evaluated = typed(commands.get(1), run);
        typed(commands.get(2), run);
        typed(commands.get(3), run);

        assertThat(evaluated).containsPattern("accuracy: (0\\.9|1\\.0)").contains("loss: 0.");
        List<String> predictions = Files.readAllLines(folder.resolve("predictions.csv"));
        assertThat(predictions.get(0)).isEqualTo("output_0,output_1,output_2");
        assertThat(predictions).hasSize(6);
        assertThat(Files.size(folder.resolve("trained.keras"))).isGreaterThan(1000);
    }

    private String typed(String command, String run) throws Exception {
        String[] words = command.replace("RUN", run)
                .replace("predictions.csv", folder.resolve("predictions.csv").toString())
                .replace("trained.keras", folder.resolve("trained.keras").toString())
                .split(" ");
        Launcher.Result result = epochal.run(words);
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output();
    }

    /** The encoder is not in the checkpoints: what uses them fetches its file. */
    @Test
    void anEncoderOfPyTorchTrainsMeasuresAndPredicts() throws Exception {
        Launcher.Result trained = epochal.run("train", "runs/transfer.yaml", "--set", "epochs=2", "--output", "json");
        assertThat(trained.exitCode()).as(trained.output()).isZero();
        String run = Wire.JSON.readTree(trained.lastLine()).get("run").asText();

        String data = "datasets/digits/images";
        Path predictions = folder.resolve("digits.csv");
        Path weights = folder.resolve("weights");
        Launcher.Result evaluated = epochal.run("evaluate", run, "--data", data);
        Launcher.Result predicted = epochal.run("predict", run, "--data", data, "--to", predictions.toString());
        Launcher.Result exported = epochal.run("runs", "export", run, "--to", weights.toString());
        Launcher.Result keras = epochal.run(
                "runs", "export", run, "--to", folder.resolve("model.keras").toString());

        assertThat(evaluated.output()).contains("accuracy: 0.");
        assertThat(predicted.exitCode()).as(predicted.output()).isZero();
        assertThat(Files.readAllLines(predictions)).hasSize(241);
        assertThat(exported.exitCode()).as(exported.output()).isZero();
        assertThat(Files.size(weights.resolve("model.safetensors")))
                .as("of the head alone: 32 by 64, 64 by 10, biases")
                .isBetween(4L * (32 * 64 + 64 + 640 + 10), 12_000L);
        assertThat(keras.exitCode()).isEqualTo(1);
        assertThat(keras.output()).contains("encoder").contains("safetensors");
    }

    /** A folder is one input; the specs of the other examples are trained by the engine's own tests. */
    @Test
    void anImageFolderTrains() throws Exception {
        Launcher.Result trained =
                epochal.run("train", "runs/digits-images.yaml", "--set", "epochs=1", "--output", "json");

        assertThat(trained.exitCode()).as(trained.output()).isZero();
        assertThat(Wire.JSON.readTree(trained.lastLine()).get("epochs_run").asInt())
                .isEqualTo(1);
    }
}
