package io.epochal.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.protocol.Histogram;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import io.epochal.trainer.data.npz.NpzWriter;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.port.Engine.Split;
import io.epochal.trainer.run.state.MetricSums;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Encoders of TorchScript with heads of Keras' layers, beside what PyTorch itself made of the same files. */
@Tag("slow")
class TorchScriptModelTest {
    private static final Path MODULES = Path.of("src/test/resources/torchscript");
    private static final String HEAD =
            "{'type': 'Flatten'}, {'type': 'Dense', 'units': 1, 'use_bias': false, 'kernel_initializer': {'type': 'Constant', 'value': 0.25}, 'name': 'dense'}";
    private static final int BATCHES = 3;

    @TempDir
    private Path folder;

    private JsonNode expected = Wire.JSON.nullNode();

    @BeforeEach
    void writeRows() throws IOException {
        expected = Wire.JSON.readTree(MODULES.resolve("expected.json").toFile());
        try (NpzWriter npz = new NpzWriter(Files.newOutputStream(folder.resolve("rows.npz")))) {
            array(npz, "x", expected.get("images"));
            array(npz, "y", expected.get("targets"));
        }
    }

    private static void array(NpzWriter npz, String name, JsonNode tensor) throws IOException {
        npz.begin(name, ints(tensor.get("shape")));
        npz.append(floats(tensor.get("data")));
    }

    @Test
    void areTrainedToTheWeightsThatPyTorchTrainsThemTo() throws IOException {
        try (Engine engine = open(spec("features.pt", true, "sgd"))) {
            MetricSums counted = MetricSums.NONE;
            engine.beginEpoch(0);
            for (int batch = 0; batch < BATCHES; batch++) {
                Engine.Batch trained = engine.trainBatch(batch, batch, counted);
                counted = trained.counted();
                assertThat((double) trained.meanLoss())
                        .isCloseTo(expected.get("losses").get(batch).asDouble(), within(1e-5));
            }
            try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
                NDList weights = NDList.decode(manager, new ByteArrayInputStream(weights(engine)));
                Iterator<Map.Entry<String, JsonNode>> all =
                        expected.get("weights").fields();
                assertThat(weights).hasSize(expected.get("weights").size());
                all.forEachRemaining(one -> assertSame(weights.get(one.getKey()), one.getKey(), one.getValue()));
            }
        }
    }

    private static void assertSame(NDArray found, String name, JsonNode tensor) {
        assertThat(found.getShape()).as(name).isEqualTo(new Shape(longs(tensor.get("shape"))));
        float[] values = found.toType(DataType.FLOAT32, false).toFloatArray();
        assertThat(values).as(name).containsExactly(floats(tensor.get("data")), within(1e-5f));
    }

    @Test
    void keepTheEncodersWeightsInItsFileAloneWhereItIsFrozen() throws IOException {
        try (Engine engine = open(spec("features.pt", false, "sgd"))) {
            double before = loss(engine);
            train(engine, 0, BATCHES);

            try (Engine.Snapshot snapshot = engine.snapshot()) {
                assertThat(snapshot.histograms(ModelWeights.TRAINED))
                        .extracting(Histogram::weight)
                        .containsExactly("encoder/dense/kernel");
            }
            assertThat(loss(engine)).isLessThan(before);
        }
        try (Engine engine = open(spec("features.pt", false, "sgd"))) {
            double loss = loss(engine);
            float[] predictions = floats(expected.get("predictions").get("data"));
            float[] targets = floats(expected.get("targets").get("data"));
            double sum = 0;
            for (int i = 0; i < targets.length; i++) {
                sum += Math.pow(predictions[i] - targets[i], 2);
            }
            assertThat(loss).isCloseTo(sum / targets.length, within(1e-5));
        }
    }

    private static double loss(Engine engine) throws IOException {
        return Objects.requireNonNull(
                engine.evaluate(Split.VALIDATION, ModelWeights.TRAINED).values().get("loss"));
    }

    @Test
    void showWhatIsTrained() throws IOException {
        try (Engine engine = open(spec("features.pt", true, "sgd"));
                Engine.Snapshot snapshot = engine.snapshot()) {
            assertThat(snapshot.histograms(ModelWeights.TRAINED))
                    .extracting(Histogram::weight)
                    .contains(
                            "encoder/encoder/first.weight", "encoder/encoder/norm.running_mean", "encoder/dense/kernel")
                    .doesNotContain("encoder/encoder/norm.num_batches_tracked");
        }
    }

    /** Dropout and statistics, with moments and an average; a frozen encoder. */
    @ParameterizedTest
    @CsvSource({"dropout.pt, 'adam', true", "dropout.pt, 'sgd', false", "features.pt, 'nadam', true"})
    void goOnFromACheckpointWithTheSameBits(String file, String optimizer, boolean trainable) throws IOException {
        assertGoesOn(spec(file, trainable, optimizer));
    }

    @Test
    void keepBuffersThatTheModuleReplaces() throws IOException {
        assertGoesOn(numbers("assigns.pt", true));
        try (Engine engine = open(numbers("assigns.pt", true))) {
            train(engine, 0, 2);
            try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
                NDList weights = NDList.decode(manager, new ByteArrayInputStream(weights(engine)));
                assertThat(weights.get("encoder/batches").getLong()).isEqualTo(2);
            }
        }
    }

    private void assertGoesOn(RunSpec spec) throws IOException {
        byte[] weights;
        byte[] averages;
        ByteArrayOutputStream optimizer = new ByteArrayOutputStream();
        byte[] whole;
        Map<String, Double> measured;
        try (Engine engine = open(spec)) {
            train(engine, 0, 1);
            try (Engine.Snapshot snapshot = engine.snapshot()) {
                weights = weights(snapshot, ModelWeights.TRAINED);
                averages = weights(snapshot, ModelWeights.AVERAGED);
                snapshot.optimizer().open().transferTo(optimizer);
            }
            train(engine, 1, BATCHES);
            whole = weights(engine);
            measured = engine.evaluate(Split.VALIDATION, ModelWeights.AVERAGED).values();
        }
        try (Engine engine = open(spec)) {
            engine.restoreWeights(new ByteArrayInputStream(weights));
            engine.restoreAverages(new ByteArrayInputStream(averages));
            engine.restoreOptimizer(new ByteArrayInputStream(optimizer.toByteArray()));
            train(engine, 1, BATCHES);

            assertThat(weights(engine)).isEqualTo(whole).isNotEqualTo(weights);
            assertThat(engine.evaluate(Split.VALIDATION, ModelWeights.AVERAGED).values())
                    .isEqualTo(measured);
        }
    }

    @Test
    void failWithOneMessageWhereTheHeadDoesNotFit() {
        assertThatThrownBy(() -> open(spec("features.pt", "{'type': 'Conv2D', 'filters': 1, 'kernel_size': 9}")))
                .hasMessageContaining("model.layers[0]")
                .hasMessageContaining("larger than what reaches it");
    }

    private Engine open(RunSpec spec) throws IOException {
        return new DjlEngineFactory(
                        file -> file.path().endsWith(".pt")
                                ? MODULES.resolve(file.path())
                                : folder.resolve(file.path()),
                        DataSettings.of(folder, folder, 1),
                        1)
                .open(spec);
    }

    private static void train(Engine engine, int from, int to) throws IOException {
        engine.beginEpoch(0);
        MetricSums counted = MetricSums.NONE;
        for (int batch = from; batch < to; batch++) {
            counted = engine.trainBatch(batch, batch, counted).counted();
        }
    }

    private static byte[] weights(Engine engine) throws IOException {
        try (Engine.Snapshot snapshot = engine.snapshot()) {
            return weights(snapshot, ModelWeights.TRAINED);
        }
    }

    private static byte[] weights(Engine.Snapshot snapshot, ModelWeights which) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        snapshot.weights(which).open().transferTo(out);
        return out.toByteArray();
    }

    private RunSpec spec(String file, boolean trainable, String optimizer) {
        return run(
                "{'torchscript': '%s', 'trainable': %s, 'layers': [%s]}".formatted(file, trainable, HEAD),
                "{'type': '%s', 'learning_rate': 0.1, 'use_ema': %s}".formatted(optimizer, !optimizer.equals("sgd")));
    }

    private RunSpec spec(String file, String layers) {
        return run("{'torchscript': '%s', 'layers': [%s]}".formatted(file, layers), "{'type': 'sgd'}");
    }

    private RunSpec numbers(String file, boolean trainable) throws IOException {
        try (NpzWriter npz = new NpzWriter(Files.newOutputStream(folder.resolve("rows.npz")))) {
            npz.begin("x", new int[] {12, 4});
            npz.append(Arrays.copyOf(floats(expected.get("images").get("data")), 48));
            array(npz, "y", expected.get("targets"));
        }
        return run(
                "{'torchscript': '%s', 'trainable': %s, 'layers': [{'type': 'Dense', 'units': 1}]}"
                        .formatted(file, trainable),
                "{'type': 'adam', 'learning_rate': 0.1}");
    }

    private static RunSpec run(String model, String optimizer) {
        String json =
                "{'name': 'encoded', 'data': {'type': 'npz', 'path': 'rows.npz', 'validation': {'x': 'x', 'y': 'y'}}, 'model': %s, 'optimizer': %s, 'loss': 'mse', 'shuffle': false, 'batch_size': 4, 'seed': 3}"
                        .formatted(model, optimizer);
        try {
            return Wire.JSON.readValue(json.replace('\'', '"'), RunSpec.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int[] ints(JsonNode values) {
        return Wire.JSON.convertValue(values, int[].class);
    }

    private static long[] longs(JsonNode values) {
        return Wire.JSON.convertValue(values, long[].class);
    }

    private static float[] floats(JsonNode values) {
        return Wire.JSON.convertValue(values, float[].class);
    }
}
