package io.epochal.trainer.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.metric.Metric;
import io.epochal.protocol.model.Activation;
import io.epochal.protocol.model.CoreLayers;
import io.epochal.protocol.model.Graph;
import io.epochal.protocol.model.NestedModel;
import io.epochal.trainer.djl.loss.BatchLoss;
import io.epochal.trainer.djl.loss.LastActivation;
import io.epochal.trainer.djl.loss.SampleWeights;
import io.epochal.trainer.djl.metric.MetricFunction;
import io.epochal.trainer.djl.metric.MetricFunctions;
import io.epochal.trainer.djl.network.Network;
import io.epochal.trainer.djl.network.Prediction;
import io.epochal.trainer.djl.rows.DeviceBatch;
import io.epochal.trainer.djl.tensor.HostReads;
import io.epochal.trainer.djl.tensor.ScalarMath;
import io.epochal.trainer.run.state.MetricSums;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a model is compiled with: its loss and its metrics, as Keras 3.15, compile_utils.py.
 *
 * @param metrics those of the run spec, then the weighted ones; {@code names} are theirs in the history
 * @param weighted how many of them, at the end, take the rows' weights
 * @param masked whether a layer may leave out some of what a row has
 */
record Objective(
        BatchLoss loss,
        LastActivation last,
        List<MetricFunction> metrics,
        List<String> names,
        int weighted,
        boolean masked,
        @Nullable Map<Integer, Double> classWeight) {
    /** @param target the shape of one row's target */
    static Objective of(RunSpec spec, Network network, List<Integer> target) {
        List<Integer> output = batched(network.shape().output());
        List<MetricFunction> metrics = new ArrayList<>();
        for (Metric metric : spec.metrics()) {
            metrics.add(MetricFunctions.of(metric, output, batched(target)));
        }
        for (Metric metric : spec.weightedMetrics()) {
            metrics.add(MetricFunctions.of(metric, output, batched(target)));
        }
        return new Objective(
                BatchLoss.of(spec.loss(), output, batched(target)),
                last(network),
                List.copyOf(metrics),
                spec.metricNames(),
                spec.weightedMetrics().size(),
                masks(network.shape().graph()),
                spec.fit().classWeight());
    }

    /** Whether a layer, or one of a model that is a layer, makes a mask. */
    private static boolean masks(Graph graph) {
        return graph.layers().stream()
                .anyMatch(layer -> layer.layer() instanceof CoreLayers.Masking
                        || Boolean.TRUE.equals(layer.config().get("mask_zero"))
                        || layer.layer() instanceof NestedModel inner && masks(inner.graph()));
    }

    private static LastActivation last(Network network) {
        if (!network.hasLogits()) {
            return LastActivation.OTHER;
        }
        return network.lastActivation() == Activation.SOFTMAX ? LastActivation.SOFTMAX : LastActivation.SIGMOID;
    }

    /** Any batch: only whether an axis is 1 matters to who looks at these shapes. */
    private static List<Integer> batched(List<Integer> row) {
        List<Integer> shape = new ArrayList<>(List.of(2));
        shape.addAll(row);
        return shape;
    }

    /** The mean loss of a batch, without what layers and regularizers add; differentiable. */
    NDArray loss(Prediction prediction, DeviceBatch batch) {
        boolean logits = loss.wantsLogits(last);
        return loss.of(batch.target(), output(prediction, logits), logits, batch.weights(), prediction.mask());
    }

    /** Whether it changes nothing how the rows of an evaluation are cut into batches. */
    boolean isPerRow() {
        return loss.isMeanOfRows(masked) && metrics.stream().allMatch(MetricFunction::isPerRow);
    }

    /** The batch as it is trained: the weights of classes become those of rows, as Keras 3.15, array_data_adapter.py. */
    DeviceBatch weighted(DeviceBatch batch) {
        return classWeight == null
                ? batch
                : new DeviceBatch(batch.inputs(), batch.target(), classWeights(batch, classWeight), batch.size());
    }

    private static NDArray output(Prediction prediction, boolean logits) {
        return logits ? Objects.requireNonNull(prediction.logits()) : prediction.output();
    }

    private static NDArray classWeights(DeviceBatch batch, Map<Integer, Double> byClass) {
        NDArray target = batch.target();
        boolean oneHot = target.getShape().dimension() > 1 && target.getShape().get(1) > 1;
        NDArray classes =
                oneHot ? target.argMax(1) : target.reshape(target.getShape().get(0));
        NDArray floats = classes.toType(DataType.FLOAT32, false);
        NDArray weights = floats.onesLike();
        for (Map.Entry<Integer, Double> one : byClass.entrySet()) {
            NDArray of = ScalarMath.isEqual(floats, one.getKey().floatValue()).toType(DataType.FLOAT32, false);
            weights = weights.add(ScalarMath.multiply(of, one.getValue() - 1));
        }
        return weights;
    }

    /** What the metrics have counted with this batch more; before the first one nothing was counted. */
    MetricSums counted(MetricSums before, Prediction prediction, DeviceBatch batch, HostReads reads) {
        List<float[]> measured = new ArrayList<>();
        for (NDArray one : measured(prediction, batch)) {
            measured.add(reads.floats(one));
        }
        return added(before, measured);
    }

    /** What each metric needs of a batch, on the device. */
    List<NDArray> measured(Prediction prediction, DeviceBatch batch) {
        List<NDArray> measured = new ArrayList<>();
        for (int i = 0; i < metrics.size(); i++) {
            MetricFunction metric = metrics.get(i);
            boolean logits = metric.wantsLogits(last);
            NDArray weights = i >= metrics.size() - weighted ? batch.weights() : null;
            NDArray mask = metric.takesMask() ? prediction.mask() : null;
            measured.add(metric.measure(
                    batch.target(), output(prediction, logits), logits, SampleWeights.masked(weights, mask)));
        }
        return measured;
    }

    /** With what each metric has measured of one batch more. */
    MetricSums added(MetricSums before, List<float[]> measured) {
        List<double[]> sums = new ArrayList<>();
        for (int i = 0; i < metrics.size(); i++) {
            double[] state = before.isEmpty()
                    ? metrics.get(i).begin()
                    : before.sums().get(i).clone();
            metrics.get(i).add(state, measured.get(i));
            sums.add(state);
        }
        return new MetricSums(sums);
    }

    /** The loss and all metrics by their names in the history. */
    Metrics metrics(double meanLoss, MetricSums counted) {
        TreeMap<String, Double> values = new TreeMap<>();
        values.put("loss", meanLoss);
        for (int i = 0; i < metrics.size(); i++) {
            MetricFunction metric = metrics.get(i);
            double[] sums = counted.isEmpty() ? metric.begin() : counted.sums().get(i);
            values.put(names.get(i), (double) (float) metric.result(sums));
        }
        return new Metrics(values);
    }
}
