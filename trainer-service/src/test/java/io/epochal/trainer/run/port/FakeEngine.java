package io.epochal.trainer.run.port;

import io.epochal.checkpoint.Content;
import io.epochal.protocol.Hardware;
import io.epochal.protocol.Histogram;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.trainer.run.state.MetricSums;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** An engine whose weights are the number of batches it has trained, as a text; the average of them is that with a minus. Its loss shows the rate. */
public final class FakeEngine implements Engine {
    /** What is left when a process is killed: nothing that could be caught. */
    public static final class Killed extends VirtualMachineError {
        private static final long serialVersionUID = 1L;
    }

    public static final Hardware HARDWARE = new Hardware("none", 1, 0, "17", "none");
    public static final int STEPS = 3;
    public String weights = "0";
    public float learningRate;
    public final List<Float> ratesUsed = new ArrayList<>();
    /** What it was told to do, in order: epochs, batches, evaluations and the end. */
    public final List<String> calls = new CopyOnWriteArrayList<>();

    public boolean validates = true;
    public boolean tests = true;
    public List<WeightImages> images = List.of(
            new WeightImages("small", 1, 1, List.of(new byte[] {1, 2, 3})),
            new WeightImages("large", 1024, 1024, List.of(new byte[1024 * 1024])));
    public String restoredAverages = "";
    public String restoredOptimizer = "";
    private final AtomicInteger openSnapshots = new AtomicInteger();
    public boolean averages;
    /** Whether it trains ahead of what is read. */
    public boolean queued;
    /** How many batches were read at a time. */
    public final List<Integer> reads = new ArrayList<>();

    public int failAtBatch = -1;
    private final List<Float> unread = new ArrayList<>();
    public boolean slowSummaries;
    public int killAtEvaluation = -1;
    public int failAtEvaluation = -1;
    private int evaluations;

    @Override
    public Facts facts() {
        return new Facts(1, "none", List.of(List.of(28, 28, 1)), Preprocessing.NONE);
    }

    @Override
    public Optional<Hardware> hardware() {
        return Optional.of(HARDWARE);
    }

    @Override
    public int stepsPerEpoch() {
        return STEPS;
    }

    @Override
    public boolean validates() {
        return validates;
    }

    @Override
    public boolean tests() {
        return tests;
    }

    @Override
    public void beginEpoch(int epoch) {
        calls.add("begin " + epoch);
    }

    @Override
    public Batch trainBatch(int batch, long step, MetricSums counted) {
        return batch(trained(batch, step), counted);
    }

    private float trained(int batch, long step) {
        if (step == failAtBatch) {
            throw new IllegalStateException("no such row");
        }
        calls.add("train " + batch);
        weights = Long.toString(Long.parseLong(weights) + 1);
        ratesUsed.add(learningRate);
        return learningRate / (step + 1);
    }

    private static Batch batch(float loss, MetricSums counted) {
        double[] before = counted.isEmpty() ? new double[2] : counted.sums().get(0);
        return new Batch(10, loss, new MetricSums(List.of(new double[] {before[0] + 5, before[1] + 10})));
    }

    @Override
    public Optional<Ahead> ahead() {
        return queued ? Optional.of(new Queue()) : Optional.empty();
    }

    private final class Queue implements Ahead {
        @Override
        public void trainBatch(int batch, long step) {
            unread.add(trained(batch, step));
        }

        @Override
        public boolean isFull() {
            return false;
        }

        @Override
        public List<Batch> read(MetricSums counted) {
            reads.add(unread.size());
            List<Batch> batches = new ArrayList<>();
            MetricSums sums = counted;
            for (float loss : unread) {
                batches.add(batch(loss, sums));
                sums = batches.get(batches.size() - 1).counted();
            }
            unread.clear();
            return batches;
        }
    }

    @Override
    public Metrics metrics(double meanLoss, MetricSums counted) {
        double[] sums = counted.isEmpty() ? new double[2] : counted.sums().get(0);
        return Metrics.of(Map.of("loss", meanLoss, "accuracy", (double) (float) (sums[0] / sums[1])));
    }

    @Override
    public Metrics evaluate(Split split, ModelWeights which) {
        calls.add("evaluate " + split + " " + which);
        if (evaluations == failAtEvaluation) {
            throw new IllegalStateException("no such label");
        }
        if (evaluations++ == killAtEvaluation) {
            throw new Killed();
        }
        return Metrics.of(Map.of("loss", Double.parseDouble(text(weights, which)), "accuracy", 0.5));
    }

    private static String text(String weights, ModelWeights which) {
        return which == ModelWeights.AVERAGED ? "-" + weights : weights;
    }

    @Override
    public boolean averages() {
        return averages;
    }

    @Override
    public void finalizeWeights() {
        calls.add("finalize");
        weights = averages ? text(weights, ModelWeights.AVERAGED) : weights;
    }

    @Override
    public void setLearningRate(float rate) {
        learningRate = rate;
    }

    public int openSnapshots() {
        return openSnapshots.get();
    }

    @Override
    public Snapshot snapshot() {
        String copy = weights;
        openSnapshots.incrementAndGet();
        return new Snapshot() {
            @Override
            public Content weights(ModelWeights which) {
                return Content.of(text(copy, which).getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public Content optimizer() {
                return Content.of(copy.getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public List<Histogram> histograms(ModelWeights which) {
                if (slowSummaries) {
                    LockSupport.parkNanos(50_000_000);
                }
                double count = Double.parseDouble(text(copy, which));
                return List.of(new Histogram("w", List.of(new Histogram.Bucket(0, 1, count))));
            }

            @Override
            public List<WeightImages> images(ModelWeights which) {
                return images;
            }

            @Override
            public void close() {
                openSnapshots.decrementAndGet();
            }
        };
    }

    @Override
    public void restoreWeights(InputStream in) throws IOException {
        weights = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void restoreAverages(InputStream in) throws IOException {
        restoredAverages = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void restoreOptimizer(InputStream in) throws IOException {
        restoredOptimizer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        calls.add("close");
    }
}
