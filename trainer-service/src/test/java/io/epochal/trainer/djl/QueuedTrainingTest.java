package io.epochal.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import io.epochal.trainer.data.npz.NpzWriter;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.MetricSums;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A GPU's way through the engine, on a CPU: nothing is read of a batch until several are, and then the same numbers. */
@Tag("slow")
class QueuedTrainingTest {
    private static final int ROWS = 64;
    private static final int STEPS = 12;

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        float[] x = new float[ROWS * 5];
        float[] y = new float[ROWS];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble();
            y[i / 5] = x[i] > 0.5 ? 1 : 0;
        }
        try (NpzWriter npz = new NpzWriter(Files.newOutputStream(folder.resolve("data.npz")))) {
            npz.write("x", new int[] {ROWS, 5}, x);
            npz.write("y", new int[] {ROWS, 1}, y);
        }
    }

    static Stream<Map<String, Object>> specs() throws IOException {
        List<Map<String, Object>> specs = new ArrayList<>();
        specs.add(Map.of("metrics", List.of()));
        specs.add(Map.of("metrics", List.of("accuracy", "AUC", "Precision", "mae", "R2Score")));
        specs.add(Map.of("weighted_metrics", List.of("accuracy", "Recall"), "class_weight", Map.of(0, 1, 1, 3)));
        for (Map<String, Object> limit : List.<Map<String, Object>>of(
                Map.of("clipvalue", 0.01), Map.of("clipnorm", 0.01), Map.of("global_clipnorm", 0.01))) {
            Map<String, Object> optimizer = new HashMap<>(limit);
            optimizer.put("type", "sgd");
            specs.add(Map.of("optimizer", optimizer));
        }
        for (JsonNode optimizer : ResumedSpecs.table("optimizers.yaml")) {
            specs.add(Map.of("optimizer", Wire.JSON.convertValue(optimizer, Map.class)));
        }
        return specs.stream();
    }

    @ParameterizedTest
    @MethodSource("specs")
    void batchesThatAreReadTogetherGiveWhatTheyGiveOneByOne(Map<String, Object> changes) throws IOException {
        List<Engine.Batch> oneByOne = new ArrayList<>();
        byte[] weights;
        try (Engine engine = open(changes, Execution.IMMEDIATE)) {
            assertThat(engine.ahead()).isEmpty();
            engine.beginEpoch(0);
            for (int step = 0; step < STEPS; step++) {
                MetricSums before =
                        step == 0 ? MetricSums.NONE : oneByOne.get(step - 1).counted();
                oneByOne.add(engine.trainBatch(step, step, before));
            }
            weights = weights(engine);
        }
        try (DjlEngine engine = open(changes, Execution.QUEUED)) {
            List<Engine.Batch> read = new ArrayList<>();
            engine.beginEpoch(0);
            long reads = engine.hostReads();
            for (int step = 0; step < STEPS; step++) {
                engine.ahead().orElseThrow().trainBatch(step, step);
                assertThat(engine.hostReads()).isEqualTo(reads);
                if (step == 4 || step == STEPS - 1) {
                    read.addAll(engine.ahead()
                            .orElseThrow()
                            .read(
                                    read.isEmpty()
                                            ? MetricSums.NONE
                                            : read.get(read.size() - 1).counted()));
                    assertThat(engine.hostReads()).isEqualTo(++reads);
                }
            }

            assertThat(read).isEqualTo(oneByOne);
            assertThat(weights(engine)).isEqualTo(weights);
        }
    }

    @Test
    void anEvaluationReadsItsBatchesTogether() throws IOException {
        Map<String, Object> changes = Map.of("validation_split", 0.5, "validation_batch_size", 4);
        try (DjlEngine queued = open(changes, Execution.QUEUED);
                DjlEngine immediate = open(changes, Execution.IMMEDIATE)) {
            assertThat(queued.evaluate(Engine.Split.VALIDATION, ModelWeights.TRAINED))
                    .isEqualTo(immediate.evaluate(Engine.Split.VALIDATION, ModelWeights.TRAINED));
            assertThat(queued.hostReads()).isEqualTo(1);
            assertThat(immediate.hostReads()).isGreaterThan(8);
        }
    }

    @Test
    void whatIsReadIsGone() throws IOException {
        try (DjlEngine engine = open(Map.of(), Execution.QUEUED)) {
            Engine.Ahead ahead = engine.ahead().orElseThrow();
            engine.beginEpoch(0);
            ahead.trainBatch(0, 0);

            assertThat(ahead.isFull()).isFalse();
            assertThat(ahead.read(MetricSums.NONE)).hasSize(1);
            assertThat(ahead.read(MetricSums.NONE)).isEmpty();
            assertThat(engine.hostReads()).isEqualTo(1);
        }
    }

    @Test
    void isTheWayOfAGpuAlone() {
        assertThat(Execution.of(Device.gpu())).isEqualTo(Execution.QUEUED);
        assertThat(Execution.of(Device.gpu(1))).isEqualTo(Execution.QUEUED);
        assertThat(Execution.of(Device.cpu())).isEqualTo(Execution.IMMEDIATE);
    }

    private DjlEngine open(Map<String, Object> changes, Execution execution) throws IOException {
        Map<String, Object> spec = new HashMap<>(Map.of(
                "data",
                Map.of("type", "npz", "path", "data.npz", "x", "x", "y", "y"),
                "model",
                Map.of("layers", List.of(dense(6, "relu6"), Map.of("type", "BatchNormalization"), dense(1, "sigmoid"))),
                "optimizer",
                Map.of("type", "adam"),
                "loss",
                "binary_crossentropy",
                "metrics",
                List.of("accuracy"),
                "validation_split",
                0,
                "seed",
                5,
                "batch_size",
                5));
        spec.putAll(changes);
        DataSettings settings = DataSettings.of(folder, folder, 1);
        return (DjlEngine) new DjlEngineFactory(file -> folder.resolve(file.path()), settings, 1, execution)
                .open(RunSpec.of(spec));
    }

    private static Map<String, Object> dense(int units, String activation) {
        return Map.of("type", "Dense", "units", units, "activation", activation);
    }

    private static byte[] weights(Engine engine) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Engine.Snapshot snapshot = engine.snapshot()) {
            snapshot.weights(ModelWeights.TRAINED).open().transferTo(out);
        }
        return out.toByteArray();
    }
}
