package io.epochal.trainer.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.model.GraphShape;
import io.epochal.trainer.data.Dataset;
import io.epochal.trainer.djl.layer.Pass;
import io.epochal.trainer.djl.network.Network;
import io.epochal.trainer.djl.network.NetworkBuilder;
import io.epochal.trainer.djl.optimizer.ModelOptimizer;
import io.epochal.trainer.djl.optimizer.MovingAverage;
import io.epochal.trainer.run.port.Engine;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The loop's engine on DJL: no work on the host in the batch path but the dropout masks. */
final class DjlEngine implements Engine {
    private static final int EVALUATION_BATCH = 1000;

    private final RunSpec spec;
    private final NDManager manager;
    private final int threads;
    private final boolean accuracy;
    private final Network network;
    private final ModelOptimizer optimizer;
    private final Loss loss = Loss.softmaxCrossEntropyLoss();
    private final EpochRows train;
    private final EpochRows validation;
    private final EpochRows test;
    private @Nullable EpochRows current;

    DjlEngine(RunSpec spec, Dataset data, NDManager manager, int threads) {
        this.spec = spec;
        this.manager = manager;
        this.threads = threads;
        this.accuracy = spec.metrics().contains("accuracy");
        List<Integer> row = List.of(data.train().height(), data.train().width(), 1);
        this.network = NetworkBuilder.build(GraphShape.of(spec.model().graph(), List.of(row)), spec.seed(), manager);
        this.optimizer = new ModelOptimizer(spec.optimizer(), network.weights().trained(), manager);
        this.train = EpochRows.of(manager, data.train());
        this.validation = EpochRows.of(manager, data.validation());
        this.test = EpochRows.of(manager, data.test());
    }

    @Override
    public String device() {
        return manager.getDevice().toString();
    }

    @Override
    public int threads() {
        return threads;
    }

    @Override
    public List<Integer> inputShape() {
        return train.rowShape();
    }

    @Override
    public int stepsPerEpoch() {
        return (int) (((long) train.count() + spec.batchSize() - 1) / spec.batchSize());
    }

    @Override
    public boolean validates() {
        return validation.count() > 0;
    }

    @Override
    public void beginEpoch(int epoch) {
        if (current != null && current != train) {
            current.close();
        }
        current = spec.shuffle() ? train.shuffled(spec.seed(), epoch) : train;
    }

    @Override
    public Batch trainBatch(int batch, long step) {
        EpochRows rows = current;
        if (rows == null) {
            throw new IllegalStateException("no epoch was begun");
        }
        int from = batch * spec.batchSize();
        int to = (int) Math.min((long) from + spec.batchSize(), rows.count());
        try (NDManager scope = manager.newSubManager()) {
            NDArray labels = rows.labels(scope, from, to);
            NDArray logits;
            NDArray mean;
            try (GradientCollector gradients = manager.getEngine().newGradientCollector()) {
                Pass pass = Pass.training(step, scope);
                logits = Objects.requireNonNull(network.predict(List.of(rows.images(scope, from, to)), pass).logits());
                mean = loss.evaluate(new NDList(labels), new NDList(logits));
                gradients.backward(mean);
            }
            optimizer.step();
            return new Batch(to - from, mean.getFloat(), accuracy ? correct(logits, labels) : 0);
        }
    }

    @Override
    public Metrics evaluate(Split split, ModelWeights weights) {
        MovingAverage average = optimizer.average();
        if (weights == ModelWeights.TRAINED || average == null) {
            return evaluated(split);
        }
        try (NDManager scope = manager.newSubManager()) {
            return average.swapped(scope, () -> evaluated(split));
        }
    }

    private Metrics evaluated(Split split) {
        EpochRows rows = split == Split.VALIDATION ? validation : test;
        double lossSum = 0;
        long correct = 0;
        for (int from = 0; from < rows.count(); from += EVALUATION_BATCH) {
            int to = Math.min(from + EVALUATION_BATCH, rows.count());
            try (NDManager scope = manager.newSubManager()) {
                NDArray labels = rows.labels(scope, from, to);
                Pass pass = Pass.evaluation(scope);
                NDArray logits = Objects.requireNonNull(network.predict(List.of(rows.images(scope, from, to)), pass).logits());
                lossSum += (double) loss.evaluate(new NDList(labels), new NDList(logits))
                                .getFloat()
                        * (to - from);
                correct += accuracy ? correct(logits, labels) : 0;
            }
        }
        TreeMap<String, Double> means = new TreeMap<>();
        means.put("loss", (double) (float) (lossSum / rows.count()));
        if (accuracy) {
            means.put("accuracy", (double) (float) ((double) correct / rows.count()));
        }
        return new Metrics(means);
    }

    private static int correct(NDArray logits, NDArray labels) {
        return (int) logits.argMax(1).eq(labels).sum().getLong();
    }

    @Override
    public boolean averages() {
        return optimizer.average() != null;
    }

    @Override
    public void finalizeWeights() {
        MovingAverage average = optimizer.average();
        if (average != null) {
            average.overwrite();
        }
    }

    @Override
    public void setLearningRate(float rate) {
        optimizer.setLearningRate(rate);
    }

    @Override
    public Snapshot snapshot() {
        return new DjlSnapshot(
                manager.newSubManager(), spec.model().name(), network.weights(), optimizer);
    }

    @Override
    public void restoreWeights(InputStream weights) throws IOException {
        restore(network.weights().byName(), weights);
    }

    @Override
    public void restoreAverages(InputStream averages) throws IOException {
        MovingAverage average = optimizer.average();
        if (average != null) {
            restore(average.byName(), averages);
        }
    }

    private void restore(Map<String, NDArray> into, InputStream stored) throws IOException {
        try (NDManager scope = manager.newSubManager();
                InputStream in = new BufferedInputStream(stored)) {
            NDList list = NDList.decode(scope, in);
            network.weights().requireKnown(list);
            network.weights().restore(into, list);
        }
    }

    @Override
    public void restoreOptimizer(InputStream tensors) throws IOException {
        try (NDManager scope = manager.newSubManager();
                InputStream in = new BufferedInputStream(tensors)) {
            NDList stored = NDList.decode(scope, in);
            network.weights().restore(optimizer.tensors(), stored);
            optimizer.setIterations(stored.get(optimizer.iterationName()).getLong(0));
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
