package io.epochal.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.epochal.keras.KerasFile;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.MetricSums;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that hold state or draw numbers, on the data of the examples: a run that resumes from a checkpoint has the bits of one that never stopped. */
@Tag("slow")
class ResumedModelsTest {
    private static final Path RUNS = Path.of("../runs");
    private static final int STOP = 3;
    private static final int END = 6;

    @TempDir
    private Path cache;

    /** Dropout and rmsprop; augmentation, moving statistics and adamw; an LSTM, nadam and clipping; momentum and class weights; a frozen encoder. */
    @ParameterizedTest
    @ValueSource(
            strings = {"wine-classifier", "diabetes-regression", "digits-images", "digits-lstm", "two-ways", "transfer"
            })
    void continueInTheMiddleOfAnEpochAsIfTheyHadNotStopped(String name) throws IOException {
        RunSpec spec = spec(name);
        byte[] whole;
        byte[] weights;
        byte[] optimizer;
        MetricSums counted;
        try (Engine engine = open(spec)) {
            engine.beginEpoch(0);
            counted = train(engine, 0, STOP, MetricSums.NONE);
            try (Engine.Snapshot snapshot = engine.snapshot()) {
                weights = weights(snapshot);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                snapshot.optimizer().open().transferTo(out);
                optimizer = out.toByteArray();
            }
            var unused = train(engine, STOP, END, counted);
            whole = weights(engine);
        }
        try (Engine engine = open(spec)) {
            engine.restoreWeights(new ByteArrayInputStream(weights));
            engine.restoreOptimizer(new ByteArrayInputStream(optimizer));
            engine.beginEpoch(0);
            var unused = train(engine, STOP, END, counted);

            assertThat(Arrays.equals(weights(engine), whole))
                    .as("the bits of " + name)
                    .isTrue();
            assertThat(Arrays.equals(weights, whole))
                    .as("three batches change the weights")
                    .isFalse();
        }
    }

    private Engine open(RunSpec spec) throws IOException {
        return new DjlEngineFactory(file -> RUNS.resolve(file.path()).normalize(), DataSettings.of(RUNS, cache, 1), 1)
                .open(spec);
    }

    private static MetricSums train(Engine engine, int from, int to, MetricSums before) throws IOException {
        MetricSums counted = before;
        for (int batch = from; batch < to; batch++) {
            counted = engine.trainBatch(batch, batch, counted).counted();
        }
        return counted;
    }

    private static byte[] weights(Engine engine) throws IOException {
        try (Engine.Snapshot snapshot = engine.snapshot()) {
            return weights(snapshot);
        }
    }

    private static byte[] weights(Engine.Snapshot snapshot) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        snapshot.weights(ModelWeights.TRAINED).open().transferTo(out);
        return out.toByteArray();
    }

    /** As the command resolves it: with the architecture of the Keras file that it names. */
    private static RunSpec spec(String name) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        Map<?, ?> read = new YAMLMapper().readValue(RUNS.resolve(name + ".yaml").toFile(), Map.class);
        read.forEach((key, value) -> values.put(String.valueOf(key), value));
        if (values.get("model") instanceof Map<?, ?> model && model.get("keras") instanceof String file) {
            Map<String, Object> config =
                    KerasFile.read(RUNS.resolve(file), 1 << 24).config();
            values.put(
                    "model", Map.of("keras", Map.of("path", file, "sha256", "0".repeat(64)), "architecture", config));
        }
        return Wire.JSON.convertValue(values, RunSpec.class);
    }
}
