package io.epochal.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.epochal.protocol.Histogram;
import io.epochal.protocol.Layer;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Semantics;
import io.epochal.protocol.SpecException;
import io.epochal.trainer.run.Engine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The real engine on a few rows of the real data. */
class DjlEngineTest {
    private static final int STEPS = 7;
    private final DjlEngineFactory engines = new DjlEngineFactory(Path.of("../datasets"), 1);

    @Test
    void givesTheSameBitsForTheSameSeed() throws IOException {
        assertThat(weightsAfter(STEPS)).isEqualTo(weightsAfter(STEPS));
    }

    @Test
    void goesOnInTheMiddleOfAnEpochAsIfItHadNotStopped() throws IOException {
        byte[] weights;
        byte[] optimizer;
        try (Engine engine = engines.open(spec(1000, example()))) {
            train(engine, 0, 4);
            try (Engine.Snapshot snapshot = engine.snapshot()) {
                weights = weights(snapshot);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                snapshot.writeOptimizer(out);
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
    void trainsTheLastRowsThoughTheyFillNoBatch() throws IOException {
        try (Engine engine = engines.open(spec(1000, example()))) {
            engine.beginEpoch(0);

            assertThat(engine.stepsPerEpoch()).isEqualTo(7);
            assertThat(engine.trainBatch(6, 0).samples()).isEqualTo(800 - 6 * 128);
        }
    }

    @Test
    void learns() throws IOException {
        try (Engine engine = engines.open(spec(2500, example()))) {
            double before = engine.evaluate(Engine.Split.VALIDATION).get("loss").orElseThrow();
            for (int epoch = 0, step = 0; epoch < 2; epoch++) {
                engine.beginEpoch(epoch);
                for (int batch = 0; batch < engine.stepsPerEpoch(); batch++) {
                    engine.trainBatch(batch, step++);
                }
            }

            assertThat(before).isBetween(2.2, 2.5);
            assertThat(engine.evaluate(Engine.Split.VALIDATION).get("loss").orElseThrow())
                    .isLessThan(0.8);
            assertThat(engine.evaluate(Engine.Split.VALIDATION).get("accuracy").orElseThrow())
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
            List<Histogram> histograms = snapshot.histograms();

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
    void namesTheLayerThatDoesNotFit() {
        List<Layer> layers = List.of(new Layer.Dense("dense", 10, "softmax"));

        assertThatThrownBy(() -> engines.open(spec(1000, layers)))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("model.layers[0]")
                .hasMessageContaining("Flatten");
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
        long[] first = EpochRows.order(1000, 7, 0);

        assertThat(first)
                .containsExactlyInAnyOrder(
                        java.util.stream.LongStream.range(0, 1000).toArray());
        assertThat(EpochRows.order(1000, 7, 0)).containsExactly(first);
        assertThat(EpochRows.order(1000, 7, 1)).isNotEqualTo(first);
        assertThat(EpochRows.order(1000, 8, 0)).isNotEqualTo(first);
    }

    private byte[] weightsAfter(int steps) throws IOException {
        try (Engine engine = engines.open(spec(1000, example()))) {
            train(engine, 0, steps);
            return weights(engine);
        }
    }

    private static void train(Engine engine, int from, int to) {
        engine.beginEpoch(0);
        for (int step = from; step < to; step++) {
            engine.trainBatch(step, step);
        }
    }

    private static byte[] weights(Engine engine) throws IOException {
        try (Engine.Snapshot snapshot = engine.snapshot()) {
            return weights(snapshot);
        }
    }

    private static byte[] weights(Engine.Snapshot snapshot) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        snapshot.writeWeights(out);
        return out.toByteArray();
    }

    private static List<Layer> example() {
        return List.of(
                new Layer.Conv2D("conv2d", 32, List.of(3, 3), "relu"),
                new Layer.MaxPooling2D("max_pooling2d", List.of(2, 2)),
                new Layer.Dropout("dropout", 0.25),
                new Layer.Flatten("flatten"),
                new Layer.Dense("dense", 128, "relu"),
                new Layer.Dropout("dropout_1", 0.5),
                new Layer.Dense("dense_1", 10, "softmax"));
    }

    private static RunSpec spec(int limit, List<Layer> layers) {
        return new RunSpec(
                "test",
                new RunSpec.Data("mnist", List.of(0.0, 1.0), limit),
                new RunSpec.Model("sequential", layers),
                new RunSpec.Optimizer("adam", 0.001, 0.9, 0.999, 1e-7),
                "sparse_categorical_crossentropy",
                List.of("accuracy"),
                128,
                1,
                0.2,
                true,
                7,
                List.of(),
                Semantics.KERAS_3_15);
    }
}
