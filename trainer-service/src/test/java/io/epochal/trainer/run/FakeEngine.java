package io.epochal.trainer.run;

import io.epochal.protocol.Histogram;
import io.epochal.protocol.Metrics;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An engine whose weights are the number of batches it has trained, as a text. */
final class FakeEngine implements Engine {
    static final int STEPS = 3;
    String weights = "0";
    float learningRate;
    final List<Float> ratesUsed = new ArrayList<>();
    int openSnapshots;

    @Override
    public String device() {
        return "none";
    }

    @Override
    public int threads() {
        return 1;
    }

    @Override
    public List<Integer> inputShape() {
        return List.of(28, 28, 1);
    }

    @Override
    public int stepsPerEpoch() {
        return STEPS;
    }

    @Override
    public boolean validates() {
        return true;
    }

    @Override
    public void beginEpoch(int epoch) {}

    @Override
    public Batch trainBatch(int batch, long step) {
        weights = Long.toString(step + 1);
        ratesUsed.add(learningRate);
        return new Batch(10, 1f / (step + 1), 5);
    }

    @Override
    public Metrics evaluate(Split split) {
        return Metrics.of(Map.of("loss", Double.parseDouble(weights), "accuracy", 0.5));
    }

    @Override
    public void setLearningRate(float rate) {
        learningRate = rate;
    }

    @Override
    public Snapshot snapshot() {
        String copy = weights;
        openSnapshots++;
        return new Snapshot() {
            @Override
            public void writeWeights(OutputStream out) throws IOException {
                out.write(copy.getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public void writeOptimizer(OutputStream out) throws IOException {
                out.write(copy.getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public List<Histogram> histograms() {
                return List.of(new Histogram("w", List.of(new Histogram.Bucket(0, 1, Double.parseDouble(copy)))));
            }

            @Override
            public void close() {
                openSnapshots--;
            }
        };
    }

    @Override
    public void restoreWeights(InputStream in) throws IOException {
        weights = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void restoreOptimizer(InputStream in) {}

    @Override
    public void close() {}
}
