package io.epochal.trainer.djl.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.epochal.protocol.metric.AUC;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** AUC in confusion_metrics.py, Keras 3.15. */
record AreaUnderCurve(AUC metric, Decisions decisions) implements MetricFunction {
    /** @param columns of the output */
    static AreaUnderCurve of(AUC metric, int columns) {
        List<Double> given = metric.thresholds();
        int even = metric.numThresholds() - 2;
        Thresholds thresholds = given == null
                ? Thresholds.evenAround(even)
                : Thresholds.around(
                        given.stream().mapToDouble(Double::doubleValue).toArray());
        return new AreaUnderCurve(metric, new Decisions(thresholds, metric.multiLabel() ? columns : 1, null, null));
    }

    @Override
    public double[] begin() {
        return decisions.begin();
    }

    @Override
    public NDArray measure(NDArray target, NDArray output, boolean logits, @Nullable NDArray sampleWeights) {
        if (metric.multiLabel() && output.getShape().dimension() != 2) {
            throw new IllegalArgumentException(
                    "an AUC with multi_label needs outputs [batch, labels]; found " + output.getShape());
        }
        NDArray probabilities = metric.fromLogits() ? Activation.sigmoid(output) : output;
        return decisions.measure(target, probabilities, sampleWeights, metric.multiLabel() ? new float[0] : weights());
    }

    @Override
    public void add(double[] state, float[] measured) {
        decisions.add(state, measured);
    }

    @Override
    public double result(double[] state) {
        float[] weights = weights();
        double sum = 0;
        double total = 0;
        for (int column = 0; column < decisions.columns(); column++) {
            double weight = metric.multiLabel() && weights.length > 0 ? weights[column] : 1;
            sum += weight * area(state, column);
            total += weight;
        }
        return total == 0 ? 0 : sum / total;
    }

    private double area(double[] state, int column) {
        int steps = decisions.thresholds().count() - 1;
        if (metric.curve() == AUC.Curve.PR && metric.summationMethod() == AUC.SummationMethod.INTERPOLATION) {
            return IntStream.range(0, steps)
                    .mapToDouble(i -> interpolated(state, i, column))
                    .sum();
        }
        CurvePoint before = point(state, 0, column);
        double area = 0;
        for (int i = 1; i <= steps; i++) {
            CurvePoint next = point(state, i, column);
            area += (before.x() - next.x()) * height(before.y(), next.y());
            before = next;
        }
        return area;
    }

    private record CurvePoint(double x, double y) {}

    private CurvePoint point(double[] state, int i, int column) {
        double tp = decisions.truePositives(state, i, column);
        double fp = decisions.falsePositives(state, i, column);
        double fn = decisions.falseNegatives(state, i, column);
        double tn = decisions.trueNegatives(state, i, column);
        return switch (metric.curve()) {
            case ROC -> new CurvePoint(Decisions.fraction(fp, tn), Decisions.fraction(tp, fn));
            case PR -> new CurvePoint(Decisions.fraction(tp, fn), Decisions.fraction(tp, fp));
            case PRGAIN -> {
                double scale = fp + tn == 0 ? 0 : (tp + fn) / (tn + fp);
                yield tp == 0
                        ? new CurvePoint(0, 1)
                        : new CurvePoint(Math.max(1 - scale * fn / tp, 0), 1 - scale * fp / tp);
            }
        };
    }

    private double height(double before, double next) {
        return switch (metric.summationMethod()) {
            case INTERPOLATION -> (before + next) / 2;
            case MINORING -> Math.min(before, next);
            case MAJORING -> Math.max(before, next);
        };
    }

    /** The area below precision over recall between two thresholds, by true positives that grow linearly (Davis and Goadrich, 2006). */
    private double interpolated(double[] state, int i, int column) {
        double tp = decisions.truePositives(state, i, column);
        double nextTp = decisions.truePositives(state, i + 1, column);
        double positives = tp + decisions.falsePositives(state, i, column);
        double nextPositives = nextTp + decisions.falsePositives(state, i + 1, column);
        double targets = nextTp + decisions.falseNegatives(state, i + 1, column);
        double step = Math.max(positives - nextPositives, 0);
        double slope = step == 0 ? 0 : (tp - nextTp) / step;
        double intercept = nextTp - slope * nextPositives;
        double ratio = positives > 0 && nextPositives > 0 ? positives / nextPositives : 1;
        return targets <= 0 ? 0 : slope * (tp - nextTp + intercept * Math.log(ratio)) / targets;
    }

    private float[] weights() {
        List<Double> given = metric.labelWeights();
        if (given == null) {
            return new float[0];
        }
        float[] weights = new float[given.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = given.get(i).floatValue();
        }
        return weights;
    }
}
