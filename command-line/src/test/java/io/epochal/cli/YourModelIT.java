package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What docs/your-model.md tells to type, typed. */
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
