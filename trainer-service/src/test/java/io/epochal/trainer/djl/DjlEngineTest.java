package io.epochal.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.epochal.protocol.Histogram;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.field.SpecException;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.djl.layer.DropoutMask;
import io.epochal.trainer.djl.rows.EpochOrder;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.MetricSums;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The real engine on a few rows of the real data. */
@Tag("slow")
class DjlEngineTest {
    private static final int STEPS = 7;
    private final DjlEngineFactory engines = new DjlEngineFactory(
            file -> Path.of(file.path()), DataSettings.of(Path.of("../datasets"), Path.of("target"), 1), 1);

    @Test
    void givesTheSameBitsForTheSameSeed() throws IOException {
        assertThat(weightsAfter(STEPS)).isEqualTo(weightsAfter(STEPS));
    }

    @Test
    void continuesInTheMiddleOfAnEpochAsIfItHadNotStopped() throws IOException {
        byte[] weights;
        byte[] optimizer;
        try (Engine engine = engines.open(spec(1000, example()))) {
            train(engine, 0, 4);
            try (Engine.Snapshot snapshot = engine.snapshot()) {
                weights = weights(snapshot);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                snapshot.optimizer().open().transferTo(out);
                optimizer = out.toByteArray();
            }
        }
        try (Engine engine = engines.open(spec(1000, example()))) {
            engine.restoreWeights(new ByteArrayInputStream(weights));
            engine.restoreOptimizer(new ByteArrayInputStream(optimizer));
            train(engine, 4, STEPS);

            assertThat(weights(engine)).isEqualTo(weightsAfter(STEPS));
        }
    }

    @Test
    void refusesWeightsThatAreNotThisModels() throws IOException {
        byte[] stored;
        try (Engine engine = engines.open(spec(1000, example()))) {
            stored = weights(engine);
        }
        List<Map<String, Object>> narrower = new ArrayList<>(example());
        narrower.set(narrower.size() - 3, dense("dense", 8, "relu"));
        List<Map<String, Object>> renamed = new ArrayList<>(example());
        renamed.set(renamed.size() - 1, dense("head", 10, "softmax"));

        assertThatThrownBy(() -> begunWith(stored, narrower))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the stored dense/kernel is (")
                .hasMessageContaining(", this model's is (")
                .hasMessageContaining(", 8)");
        assertThatThrownBy(() -> begunWith(stored, renamed))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("this model has no dense_1/");
    }

    private void begunWith(byte[] stored, List<Map<String, Object>> layers) throws IOException {
        try (Engine engine = engines.open(spec(1000, layers))) {
            engine.restoreWeights(new ByteArrayInputStream(stored));
        }
    }

    @Test
    void trainsTheLastRowsThoughTheyFillNoBatch() throws IOException {
        try (Engine engine = engines.open(spec(1000, example()))) {
            engine.beginEpoch(0);

            assertThat(engine.stepsPerEpoch()).isEqualTo(7);
            assertThat(engine.trainBatch(6, 0, MetricSums.NONE).samples()).isEqualTo(800 - 6 * 128);
        }
    }

    @Test
    void learns() throws IOException {
        try (Engine engine = engines.open(spec(2500, example()))) {
            double before = engine.evaluate(Engine.Split.VALIDATION, ModelWeights.TRAINED)
                    .get("loss")
                    .orElseThrow();
            for (int epoch = 0, step = 0; epoch < 2; epoch++) {
                engine.beginEpoch(epoch);
                for (int batch = 0; batch < engine.stepsPerEpoch(); batch++) {
                    engine.trainBatch(batch, step++, MetricSums.NONE);
                }
            }

            assertThat(before).isBetween(2.2, 2.5);
            assertThat(engine.evaluate(Engine.Split.VALIDATION, ModelWeights.TRAINED)
                            .get("loss")
                            .orElseThrow())
                    .isLessThan(0.8);
            assertThat(engine.evaluate(Engine.Split.VALIDATION, ModelWeights.TRAINED)
                            .get("accuracy")
                            .orElseThrow())
                    .isGreaterThan(0.75);
        }
    }

    @Test
    void aRateOfZeroChangesNoWeight() throws IOException {
        try (Engine engine = engines.open(spec(1000, example()))) {
            engine.setLearningRate(0);
            byte[] before = weights(engine);

            train(engine, 0, 2);

            assertThat(weights(engine)).isEqualTo(before);
        }
    }

    @Test
    void countsEveryValueOfEveryWeight() throws IOException {
        try (Engine engine = engines.open(spec(1000, example()));
                Engine.Snapshot snapshot = engine.snapshot()) {
            List<Histogram> histograms = snapshot.histograms(ModelWeights.TRAINED);

            assertThat(histograms)
                    .extracting(Histogram::weight)
                    .containsExactly(
                            "sequential/conv2d/kernel",
                            "sequential/conv2d/bias",
                            "sequential/dense/kernel",
                            "sequential/dense/bias",
                            "sequential/dense_1/kernel",
                            "sequential/dense_1/bias");
            assertThat(histograms.stream().map(one -> one.buckets().stream()
                            .mapToDouble(Histogram.Bucket::count)
                            .sum()))
                    .containsExactly(288.0, 32.0, 5408.0 * 128, 128.0, 1280.0, 10.0);
            assertThat(histograms).allSatisfy(one -> assertThat(one.buckets()).hasSize(30));
        }
    }

    @Test
    void averagesTheWeightsAsKerasDoes() throws IOException {
        try (Engine engine = engines.open(averaging(null))) {
            float[] average = new float[0];
            for (int step = 0; step < 4; step++) {
                engine.beginEpoch(0);
                engine.trainBatch(step, step, MetricSums.NONE);
                float[] trained = dense1Bias(engine, ModelWeights.TRAINED);
                float momentum = step == 0 ? 0 : 0.9f;
                float[] before = step == 0 ? new float[trained.length] : average;
                average = new float[trained.length];
                for (int i = 0; i < trained.length; i++) {
                    average[i] = momentum * before[i] + (1 - momentum) * trained[i];
                }
                assertThat(dense1Bias(engine, ModelWeights.AVERAGED)).containsExactly(average);
            }
            Metrics trained = engine.evaluate(Engine.Split.VALIDATION, ModelWeights.TRAINED);
            Metrics averaged = engine.evaluate(Engine.Split.VALIDATION, ModelWeights.AVERAGED);
            assertThat(averaged).isNotEqualTo(trained);
            assertThat(engine.evaluate(Engine.Split.VALIDATION, ModelWeights.TRAINED))
                    .isEqualTo(trained);
            engine.finalizeWeights();
            assertThat(engine.evaluate(Engine.Split.VALIDATION, ModelWeights.TRAINED))
                    .isEqualTo(averaged);
        }
    }

    @Test
    void overwritesTheWeightsWithTheirAverageAsOftenAsItIsSet() throws IOException {
        try (Engine engine = engines.open(averaging(2))) {
            train(engine, 0, 3);
            assertThat(dense1Bias(engine, ModelWeights.TRAINED))
                    .isNotEqualTo(dense1Bias(engine, ModelWeights.AVERAGED));

            train(engine, 3, 4);
            assertThat(dense1Bias(engine, ModelWeights.TRAINED)).isEqualTo(dense1Bias(engine, ModelWeights.AVERAGED));
        }
    }

    private static float[] dense1Bias(Engine engine, ModelWeights which) throws IOException {
        try (Engine.Snapshot snapshot = engine.snapshot();
                NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDList list = NDList.decode(manager, new ByteArrayInputStream(weights(snapshot, which)));
            return list.get("dense_1/bias").toFloatArray();
        }
    }

    private static RunSpec averaging(@Nullable Integer overwriteFrequency) {
        Map<String, Object> optimizer = new HashMap<>(Map.of("type", "adam", "use_ema", true, "ema_momentum", 0.9));
        optimizer.put("ema_overwrite_frequency", overwriteFrequency);
        return spec(1000, example(), optimizer, 128);
    }

    @Test
    void drawsWeightsAsKerasDoes() throws IOException {
        try (Engine engine = engines.open(spec(1000, example()));
                Engine.Snapshot snapshot = engine.snapshot()) {
            assertThat(snapshot.images(ModelWeights.TRAINED).stream()
                            .map(one ->
                                    one.weight() + " " + one.pngs().size() + " of " + one.width() + "x" + one.height()))
                    .containsExactly(
                            "sequential/conv2d/kernel 3 of 3x3",
                            "sequential/conv2d/bias 1 of 1x32",
                            "sequential/dense/kernel 1 of 5408x128",
                            "sequential/dense/bias 1 of 1x128",
                            "sequential/dense_1/kernel 1 of 128x10",
                            "sequential/dense_1/bias 1 of 1x10");
        }
    }

    @Test
    void paintsOneWhiteAndNothingBlack() throws IOException {
        float[] values = {0, 1, 0.5f, -1, 2, Float.NaN};
        byte[] png = WeightPicture.of("w", new long[] {2, 3}, values)
                .orElseThrow()
                .pngs()
                .get(0);

        var raster = ImageIO.read(new ByteArrayInputStream(png)).getRaster();

        assertThat(raster.getPixels(0, 0, 3, 2, (int[]) null)).containsExactly(0, 255, 127, 0, 255, 0);
    }

    @Test
    void namesTheLayerThatDoesNotFit() {
        List<Map<String, Object>> layers =
                List.of(Map.of("type", "Flatten"), Map.of("type", "MaxPooling2D"), dense("dense", 10, "softmax"));

        assertThatThrownBy(() -> engines.open(spec(1000, layers)))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("model.layers[1]");
    }

    @Test
    void saysWhichLabelsTheLossNeeds() {
        List<Map<String, Object>> layers = List.of(dense("dense", 10, "softmax"));

        assertThatThrownBy(() -> engines.open(spec(1000, layers)))
                .isInstanceOf(SpecException.class)
                .hasMessageContainingAll("the model gives [28, 28, 10]", "must be [28, 28]; the data have []");
    }

    @Test
    void namesTheLayerWhoseKernelIsLargerThanItsImage() {
        List<Map<String, Object>> layers = new ArrayList<>(example());
        layers.add(0, Map.of("type", "Conv2D", "name", "wide", "filters", 2, "kernel_size", List.of(29, 3)));

        assertThatThrownBy(() -> engines.open(spec(1000, layers)))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining(
                        "model.layers[0] (wide) has a kernel_size that is larger than what reaches it: 28");
    }

    /** As in Keras: one step. */
    @Test
    void aBatchLargerThanAllRowsIsOneStep() throws IOException {
        for (int size : new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE - 1, 1000, 801, 800}) {
            RunSpec spec = spec(1000, example(), Map.of("type", "adam"), size);
            try (Engine engine = engines.open(spec)) {
                assertThat(engine.stepsPerEpoch()).isEqualTo(1);
                engine.beginEpoch(0);
                assertThat(engine.trainBatch(0, 0, MetricSums.NONE).samples()).isEqualTo(800);
            }
        }
    }

    @Test
    void dropsAsMuchAsTheRateSays() {
        for (double rate : new double[] {0.25, 0.5, 0.3}) {
            var mask = new DropoutMask(7, 2, rate).at(3, 100_000).asFloatBuffer();
            int dropped = 0;
            while (mask.hasRemaining()) {
                float value = mask.get();
                assertThat(value == 0 || value == (float) (1 / (1 - rate))).isTrue();
                dropped += value == 0 ? 1 : 0;
            }
            assertThat(dropped / 100_000.0).isCloseTo(rate, within(0.01));
        }
    }

    @Test
    void shufflesEachEpochAnew() {
        int[] first = EpochOrder.shuffled(1000, 7, 0);

        assertThat(first).containsExactlyInAnyOrder(EpochOrder.unshuffled(1000));
        assertThat(EpochOrder.shuffled(1000, 7, 0)).containsExactly(first);
        assertThat(EpochOrder.shuffled(1000, 7, 1)).isNotEqualTo(first);
        assertThat(EpochOrder.shuffled(1000, 8, 0)).isNotEqualTo(first);
    }

    private byte[] weightsAfter(int steps) throws IOException {
        try (Engine engine = engines.open(spec(1000, example()))) {
            train(engine, 0, steps);
            return weights(engine);
        }
    }

    private static void train(Engine engine, int from, int to) throws IOException {
        engine.beginEpoch(0);
        for (int step = from; step < to; step++) {
            engine.trainBatch(step, step, MetricSums.NONE);
        }
    }

    private static byte[] weights(Engine engine) throws IOException {
        try (Engine.Snapshot snapshot = engine.snapshot()) {
            return weights(snapshot);
        }
    }

    private static byte[] weights(Engine.Snapshot snapshot) throws IOException {
        return weights(snapshot, ModelWeights.TRAINED);
    }

    private static byte[] weights(Engine.Snapshot snapshot, ModelWeights which) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        snapshot.weights(which).open().transferTo(out);
        return out.toByteArray();
    }

    private static List<Map<String, Object>> example() {
        return List.of(
                Map.of("type", "Conv2D", "filters", 32, "kernel_size", List.of(3, 3), "activation", "relu"),
                Map.of("type", "MaxPooling2D", "pool_size", List.of(2, 2)),
                Map.of("type", "Dropout", "rate", 0.25),
                Map.of("type", "Flatten"),
                dense("dense", 128, "relu"),
                Map.of("type", "Dropout", "rate", 0.5),
                dense("dense_1", 10, "softmax"));
    }

    private static Map<String, Object> dense(String name, int units, String activation) {
        return Map.of("type", "Dense", "name", name, "units", units, "activation", activation);
    }

    private static RunSpec spec(int limit, List<Map<String, Object>> layers) {
        return spec(limit, layers, Map.of("type", "adam", "learning_rate", 0.001), 128);
    }

    private static RunSpec spec(
            int limit, List<Map<String, Object>> layers, Map<String, Object> optimizer, int batchSize) {
        return RunSpec.of(Map.of(
                "data",
                Map.of("dataset", "mnist", "limit", limit, "scale", List.of(0, 1)),
                "model",
                Map.of("name", "sequential", "layers", layers),
                "optimizer",
                optimizer,
                "metrics",
                List.of("accuracy"),
                "batch_size",
                batchSize,
                "validation_split",
                0.2,
                "seed",
                7));
    }
}
