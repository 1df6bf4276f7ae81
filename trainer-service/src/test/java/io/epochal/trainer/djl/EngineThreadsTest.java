package io.epochal.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.epochal.protocol.RunSpec;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.run.port.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class EngineThreadsTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path RUNS = Path.of("../runs");

    @TempDir
    private Path cache;

    /** Whoever changes a number here changes the bits of that run. */
    @ParameterizedTest
    @CsvSource({
        "mnist-cnn.yaml,            28 28 1, 2, 2",
        "mnist-cnn.yaml,            28 28 1, 8, 8",
        "mnist-every-callback.yaml, 28 28 1, 2, 2",
        "wine-classifier.yaml,      13,      2, 1",
        "diabetes-regression.yaml,  11,      8, 1",
        "digits-images.yaml,        8 8 1,   2, 1",
        "digits-lstm.yaml,          8 8,     2, 1",
        "chaos.yaml,                28 28 1, 2, 1",
        // What TorchScript does is not known.
        "transfer.yaml,             8 8 1,   2, 2",
    })
    void anExampleHasSoManyWhereTheTrainerIsSetToSomeMost(String file, String shape, int most, int threads)
            throws IOException {
        RunSpec spec = RunSpec.of(YAML.readValue(RUNS.resolve(file).toFile(), Map.class));

        assertThat(EngineThreads.of(spec, List.of(sides(shape)), most)).isEqualTo(threads);
    }

    @ParameterizedTest
    @CsvSource({"100, 100, 799, 1", "100, 100, 800, 4", "1000, 1000, 7, 1", "1000, 1000, 8, 4", "1, 1, 16000000, 4"})
    void countsMultiplyAddsOfABatch(int inputs, int units, int batchSize, int threads) throws IOException {
        RunSpec spec = RunSpec.of(Map.of(
                "name",
                "dense",
                "data",
                Map.of("dataset", "mnist"),
                "model",
                Map.of("layers", List.of(Map.of("type", "Dense", "units", units))),
                "batch_size",
                batchSize));

        assertThat(EngineThreads.of(spec, List.of(List.of(inputs)), 4)).isEqualTo(threads);
    }

    @Test
    void anEngineTakesAsManyAndSaysSo() throws IOException {
        RunSpec spec =
                RunSpec.of(YAML.readValue(RUNS.resolve("digits-lstm.yaml").toFile(), Map.class));
        DjlEngineFactory engines =
                new DjlEngineFactory(file -> RUNS.resolve(file.path()).normalize(), DataSettings.of(RUNS, cache, 1), 2);

        try (Engine engine = engines.open(spec)) {
            assertThat(engine.facts().threads()).isEqualTo(1);
            assertThat(JniUtils.getNumThreads()).isEqualTo(1);
            assertThat(engine.hardware()).hasValueSatisfying(found -> {
                assertThat(found.engine()).matches("PyTorch \\d+\\.\\d+.*");
                assertThat(found.processors()).isPositive();
                assertThat(found.memory()).isGreaterThan(1L << 20);
            });
        }
    }

    private static List<Integer> sides(String shape) {
        return Arrays.stream(shape.split(" ")).map(Integer::valueOf).toList();
    }
}
