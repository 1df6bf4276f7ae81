package io.epochal.trainer.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.epochal.protocol.Hardware;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunSpec;
import io.epochal.trainer.djl.layer.Pass;
import io.epochal.trainer.djl.network.Network;
import io.epochal.trainer.djl.network.Prediction;
import io.epochal.trainer.djl.network.WeightConstraints;
import io.epochal.trainer.djl.optimizer.ModelOptimizer;
import io.epochal.trainer.djl.optimizer.MovingAverage;
import io.epochal.trainer.djl.rows.DeviceBatch;
import io.epochal.trainer.djl.safetensors.SafetensorsReader;
import io.epochal.trainer.djl.tensor.HostReads;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.MetricSums;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The loop's engine on DJL. */
final class DjlEngine implements Engine {
    private final RunSpec spec;
    private final NDManager manager;
    private final int threads;
    private final Network network;
    private final ModelOptimizer optimizer;
    private final Objective objective;
    private final Evaluation evaluation;
    private final Execution execution;
    private final HostReads reads = new HostReads();
    private final Optional<Ahead> ahead;
    private final Splits splits;
    private final Set<DjlSnapshot> snapshots = ConcurrentHashMap.newKeySet();
    private int pass = -1;
    private int epoch;

    DjlEngine(RunSpec spec, Network network, Splits splits, NDManager manager, int threads, Execution execution) {
        this.spec = spec;
        this.manager = manager;
        this.threads = threads;
        this.network = network;
        this.splits = splits;
        this.optimizer = new ModelOptimizer(
                spec.optimizer(),
                network.weights().trained(),
                manager,
                () -> WeightConstraints.apply(network.weights()));
        this.objective = Objective.of(spec, network, splits.target());
        this.execution = execution;
        this.evaluation = new Evaluation(spec, network, objective, manager, reads, execution);
        this.ahead = execution == Execution.QUEUED
                ? Optional.of(new QueuedTraining(this, objective, new QueuedResults(objective, manager, reads)))
                : Optional.empty();
    }

    @Override
    public Facts facts() {
        return new Facts(
                threads,
                manager.getDevice().toString(),
                network.inputs(),
                splits.rows().preprocessing());
    }

    @Override
    public Optional<Hardware> hardware() {
        return Optional.of(EngineHardware.found(manager.getEngine()));
    }

    @Override
    public int stepsPerEpoch() {
        return splits.schedule().stepsPerEpoch();
    }

    @Override
    public int stepsIn(int which) {
        return splits.schedule().stepsIn(which);
    }

    @Override
    public boolean validates() {
        return splits.validation().count() > 0;
    }

    @Override
    public boolean tests() {
        return splits.test().count() > 0;
    }

    @Override
    public boolean validatesAfter(int which) {
        return validates() && spec.fit().validatesAfter(which);
    }

    @Override
    public void beginEpoch(int which) throws IOException {
        epoch = which;
        int next = splits.schedule().passOf(which);
        if (next != pass) {
            pass = next;
            splits.begin(pass);
        }
    }

    @Override
    public Optional<Ahead> ahead() {
        return ahead;
    }

    /** How often it has waited for the device to read numbers; a snapshot's readers are not among them. */
    long hostReads() {
        return reads.count();
    }

    @Override
    public Batch trainBatch(int batch, long step, MetricSums before) throws IOException {
        return train(
                batch,
                step,
                (rows, prediction, meanLoss) -> new Batch(
                        rows.size(), reads.number(meanLoss), objective.counted(before, prediction, rows, reads)));
    }

    /** What is kept of a batch that was trained, while its tensors are there. */
    interface Outcome<T> {
        T of(DeviceBatch rows, Prediction prediction, NDArray meanLoss);
    }

    /** Trains one batch of the epoch that was begun: forward, backward, update. */
    <T> T train(int batch, long step, Outcome<T> outcome) throws IOException {
        if (pass < 0) {
            throw new IllegalStateException("no epoch was begun");
        }
        EpochSchedule.Range range = splits.schedule().range(epoch, batch);
        try (NDManager scope = manager.newSubManager()) {
            DeviceBatch rows = objective.weighted(splits.train().batch(scope, range.from(), range.to()));
            Prediction prediction;
            NDArray mean;
            try (GradientCollector gradients = manager.getEngine().newGradientCollector()) {
                Pass way = pass(step, scope);
                prediction = network.predict(rows.inputs(), way);
                network.regularize(way);
                mean = Losses.total(objective.loss(prediction, rows), way);
                gradients.backward(mean);
            }
            optimizer.step();
            return outcome.of(rows, prediction, mean);
        }
    }

    private Pass pass(long step, NDManager scope) {
        return execution == Execution.QUEUED ? Pass.trainingOnDevice(step, scope) : Pass.training(step, scope);
    }

    @Override
    public Metrics metrics(double meanLoss, MetricSums counted) {
        return objective.metrics(meanLoss, counted);
    }

    @Override
    public Metrics evaluate(Split split, ModelWeights weights) throws IOException {
        MovingAverage average = optimizer.average();
        if (weights == ModelWeights.TRAINED || average == null) {
            return evaluated(split);
        }
        try (NDManager scope = manager.newSubManager()) {
            return average.swapped(scope, () -> evaluated(split));
        }
    }

    private Metrics evaluated(Split split) throws IOException {
        Integer steps = spec.fit().validationSteps();
        return split == Split.VALIDATION
                ? evaluation.of(splits.validation(), steps == null ? Integer.MAX_VALUE : steps)
                : evaluation.of(splits.test(), Integer.MAX_VALUE);
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
        DjlSnapshot snapshot = new DjlSnapshot(
                manager.newSubManager(), spec.model().name(), network.weights(), optimizer, snapshots::remove);
        snapshots.add(snapshot);
        return snapshot;
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

    private void restore(Map<String, NDArray> into, InputStream in) throws IOException {
        SafetensorsReader stored = new SafetensorsReader(in);
        network.weights().requireKnown(stored);
        network.weights().restore(into, stored);
    }

    @Override
    public void restoreOptimizer(InputStream tensors) throws IOException {
        try (NDArray iterations = manager.create(new long[1])) {
            Map<String, NDArray> into = new HashMap<>(optimizer.tensors());
            into.put(optimizer.iterationName(), iterations);
            network.weights().restore(into, new SafetensorsReader(tensors));
            optimizer.setIterations(iterations.getLong(0));
        }
    }

    @Override
    public void close() {
        snapshots.forEach(DjlSnapshot::close);
        manager.close();
        splits.close();
    }
}
