package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.checkpoint.Content;
import io.epochal.checkpoint.MinioObjectStore;
import io.epochal.cli.command.ExitCode;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What docs/data.md says of {@code s3://bucket/key}, in the embedded stack's store. */
@ExtendWith(SharedStack.class)
class ObjectsInS3IT {
    private static final Path WINE = Path.of("../datasets/wine/wine.csv");

    private final Launcher epochal;

    @TempDir
    private Path folder;

    ObjectsInS3IT(Launcher epochal) {
        this.epochal = epochal;
    }

    @BeforeEach
    void putAnObject() throws IOException {
        JsonNode stack =
                Wire.JSON.readTree(epochal.home().resolve("infrastructure.json").toFile());
        new MinioObjectStore(
                        stack.get("s3").asText(),
                        "my-data",
                        stack.get("access_key").asText(),
                        stack.get("secret_key").asText())
                .put("tables/wine.csv", Content.of(Files.readAllBytes(WINE)));
    }

    @Test
    void anObjectTrainsMeasuresAndIsInTheRecordOfTheRun() throws Exception {
        Launcher.Result trained = train("s3://my-data/tables/wine.csv");
        assertThat(trained.exitCode()).as(trained.output()).isZero();
        String run = Wire.JSON.readTree(trained.lastLine()).get("run").asText();

        Launcher.Result evaluated = epochal.run("evaluate", run, "--data", "s3://my-data/tables/wine.csv");
        Launcher.Result exported = epochal.run(
                "runs", "export", run, "--to", folder.resolve("exported").toString());

        assertThat(evaluated.exitCode()).as(evaluated.output()).isZero();
        assertThat(evaluated.output()).contains("accuracy: 0.").contains("loss: ");
        assertThat(exported.exitCode()).as(exported.output()).isZero();
        assertThat(folder.resolve("exported/run.yaml"))
                .content()
                .containsPattern("\"path\" : \"s3://my-data/tables/wine.csv\",\\s+\"etag\" : \"[0-9a-f]{32}\"");
    }

    @Test
    void anObjectThatHasChangedSinceItWasPinnedEndsTheRun() throws Exception {
        String pinned = "{path: s3://my-data/tables/wine.csv, etag: 0123456789abcdef0123456789abcdef, size: 7}";

        Launcher.Result trained = train(pinned);

        assertThat(trained.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(trained.output())
                .contains("s3://my-data/tables/wine.csv has changed since the run was submitted, when it had ETag"
                        + " 0123456789abcdef0123456789abcdef, 7 bytes");
    }

    private Launcher.Result train(String path) throws Exception {
        String spec =
                Files.readString(Path.of("../runs/wine-classifier.yaml")).replaceFirst("path: \\S+", "path: " + path);
        Path file = Files.writeString(folder.resolve("wine.yaml"), spec);
        return epochal.run("train", file.toString(), "--set", "epochs=1", "--output", "json");
    }
}
