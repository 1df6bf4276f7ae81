package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Wire;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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
        leavesByHttp(run);
    }

    /** The service reads the stack's own store: its file has as many bytes as the command's, and the weights are the same. */
    private void leavesByHttp(String run) throws Exception {
        Path weights = folder.resolve("weights-of-final");
        assertThat(epochal.run("runs", "export", run, "--to", weights.toString())
                        .exitCode())
                .isZero();
        assertThat(got("/runs/" + run + "/checkpoints/final").body())
                .isEqualTo(Files.readAllBytes(weights.resolve("model.safetensors")));
        HttpResponse<byte[]> keras = got("/runs/" + run + "/checkpoints/final?format=keras");
        assertThat(keras.statusCode()).isEqualTo(200);
        assertThat(keras.body()).hasSize((int) Files.size(folder.resolve("trained.keras")));
        assertThat(new String(got("/runs/" + run).body(), StandardCharsets.UTF_8))
                .contains("href=\"/runs/" + run + "/checkpoints/final?format=keras\" download");
    }

    private HttpResponse<byte[]> got(String path) throws Exception {
        String url = Wire.JSON
                .readTree(epochal.home().resolve("service.json").toFile())
                .get("url")
                .asText();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + path))
                                .header(
                                        "Authorization",
                                        "Bearer "
                                                + Files.readString(
                                                                epochal.home().resolve("token"))
                                                        .strip())
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
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
        HttpResponse<byte[]> refused = got("/runs/" + run + "/checkpoints/final?format=keras");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("encoder", "safetensors");
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
