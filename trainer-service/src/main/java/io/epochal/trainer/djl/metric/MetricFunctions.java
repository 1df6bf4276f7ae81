package io.epochal.trainer.djl.metric;

import io.epochal.protocol.metric.AUC;
import io.epochal.protocol.metric.AccuracyMetric.Accuracy;
import io.epochal.protocol.metric.AccuracyMetric.AccuracyByShape;
import io.epochal.protocol.metric.AccuracyMetric.BinaryAccuracy;
import io.epochal.protocol.metric.AccuracyMetric.CategoricalAccuracy;
import io.epochal.protocol.metric.AccuracyMetric.SparseCategoricalAccuracy;
import io.epochal.protocol.metric.AccuracyMetric.SparseTopKCategoricalAccuracy;
import io.epochal.protocol.metric.AccuracyMetric.TopKCategoricalAccuracy;
import io.epochal.protocol.metric.ConstrainedMetric.PrecisionAtRecall;
import io.epochal.protocol.metric.ConstrainedMetric.RecallAtPrecision;
import io.epochal.protocol.metric.ConstrainedMetric.SensitivityAtSpecificity;
import io.epochal.protocol.metric.ConstrainedMetric.SpecificityAtSensitivity;
import io.epochal.protocol.metric.FScore.F1Score;
import io.epochal.protocol.metric.FScore.FBetaScore;
import io.epochal.protocol.metric.LossMetric;
import io.epochal.protocol.metric.Metric;
import io.epochal.protocol.metric.RegressionMetric.ConcordanceCorrelation;
import io.epochal.protocol.metric.RegressionMetric.CosineSimilarity;
import io.epochal.protocol.metric.RegressionMetric.PearsonCorrelation;
import io.epochal.protocol.metric.RegressionMetric.R2Score;
import io.epochal.protocol.metric.RegressionMetric.RootMeanSquaredError;
import io.epochal.protocol.metric.ThresholdMetric.FalseNegatives;
import io.epochal.protocol.metric.ThresholdMetric.FalsePositives;
import io.epochal.protocol.metric.ThresholdMetric.Precision;
import io.epochal.protocol.metric.ThresholdMetric.Recall;
import io.epochal.protocol.metric.ThresholdMetric.TrueNegatives;
import io.epochal.protocol.metric.ThresholdMetric.TruePositives;
import io.epochal.trainer.djl.loss.ErrorLosses;
import io.epochal.trainer.djl.loss.LossFunction;
import io.epochal.trainer.djl.loss.LossFunctions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** The metrics' functions by their records. */
public final class MetricFunctions {
    private static final Map<Class<? extends Metric>, BiFunction<Metric, Integer, MetricFunction>> BY_RECORD =
            new HashMap<>();

    static {
        put(LossMetric.class, metric -> new MeanMetric(LossFunctions.of(metric.loss())));
        put(RootMeanSquaredError.class, metric -> new RootMeanMetric());
        mean(
                CosineSimilarity.class,
                metric -> (t, o, logits) -> ErrorLosses.cosine(t, o, metric.axis()),
                metric -> metric.axis());
        mean(
                PearsonCorrelation.class,
                metric -> (t, o, logits) -> Correlations.pearson(t, o, metric.axis()),
                metric -> metric.axis());
        mean(
                ConcordanceCorrelation.class,
                metric -> (t, o, logits) -> Correlations.concordance(t, o, metric.axis()),
                metric -> metric.axis());
        byColumns(R2Score.class, Determination::new);
        mean(Accuracy.class, metric -> (t, o, logits) -> Accuracies.equal(t, o));
        mean(BinaryAccuracy.class, metric -> (t, o, logits) -> Accuracies.binary(t, o, (float) metric.threshold()));
        mean(CategoricalAccuracy.class, metric -> (t, o, logits) -> Accuracies.categorical(t, o));
        mean(SparseCategoricalAccuracy.class, metric -> (t, o, logits) -> Accuracies.sparse(t, o));
        mean(TopKCategoricalAccuracy.class, metric -> (t, o, logits) -> Accuracies.topK(t, o, metric.k()));
        mean(
                SparseTopKCategoricalAccuracy.class,
                metric -> (t, o, logits) -> metric.fromSortedIds()
                        ? Accuracies.sorted(t, o, metric.k())
                        : Accuracies.sparseTopK(t, o, metric.k()));
        put(TruePositives.class, metric -> DecisionFunctions.atOne(metric, DecisionFunctions::truePositives));
        put(FalsePositives.class, metric -> DecisionFunctions.atOne(metric, DecisionFunctions::falsePositives));
        put(TrueNegatives.class, metric -> DecisionFunctions.atOne(metric, DecisionFunctions::trueNegatives));
        put(FalseNegatives.class, metric -> DecisionFunctions.atOne(metric, DecisionFunctions::falseNegatives));
        put(
                Precision.class,
                metric ->
                        DecisionFunctions.atOne(metric, DecisionFunctions::precision, metric.topK(), metric.classId()));
        put(
                Recall.class,
                metric -> DecisionFunctions.atOne(metric, DecisionFunctions::recall, metric.topK(), metric.classId()));
        put(
                SensitivityAtSpecificity.class,
                metric -> DecisionFunctions.best(
                        metric, DecisionFunctions::recall, DecisionFunctions::specificity, metric.specificity()));
        put(
                SpecificityAtSensitivity.class,
                metric -> DecisionFunctions.best(
                        metric, DecisionFunctions::specificity, DecisionFunctions::recall, metric.sensitivity()));
        put(
                PrecisionAtRecall.class,
                metric -> DecisionFunctions.best(
                        metric, DecisionFunctions::precision, DecisionFunctions::recall, metric.recall()));
        put(
                RecallAtPrecision.class,
                metric -> DecisionFunctions.best(
                        metric, DecisionFunctions::recall, DecisionFunctions::precision, metric.precision()));
        byColumns(AUC.class, AreaUnderCurve::of);
        byColumns(F1Score.class, (metric, classes) -> new FScoreFunction(metric, 1, classes));
        byColumns(FBetaScore.class, (metric, classes) -> new FScoreFunction(metric, metric.beta(), classes));
    }

    private MetricFunctions() {}

    /**
     * The function of a metric.
     *
     * @param output the output's shape with the batch as its first axis
     * @param target the target's shape, likewise
     */
    public static MetricFunction of(Metric metric, List<Integer> output, List<Integer> target) {
        Metric resolved = metric instanceof AccuracyByShape byShape ? byShape.of(output, target) : metric;
        BiFunction<Metric, Integer, MetricFunction> make = BY_RECORD.get(resolved.getClass());
        if (make == null) {
            throw new IllegalArgumentException("no function for the metric " + metric);
        }
        return make.apply(resolved, output.size() < 2 ? 1 : output.get(output.size() - 1));
    }

    private static <T extends Metric> void mean(Class<T> type, Function<T, LossFunction> make) {
        put(type, metric -> new MeanMetric(make.apply(metric)));
    }

    /** The same where an axis may be the batch's. */
    private static <T extends Metric> void mean(Class<T> type, Function<T, LossFunction> make, ToIntFunction<T> axis) {
        mean(type, metric -> LossFunctions.onAxis(axis.applyAsInt(metric), make.apply(metric)));
    }

    private static <T extends Metric> void put(Class<T> type, Function<T, MetricFunction> make) {
        byColumns(type, (metric, columns) -> make.apply(metric));
    }

    private static <T extends Metric> void byColumns(Class<T> type, BiFunction<T, Integer, MetricFunction> make) {
        BY_RECORD.put(type, (metric, columns) -> make.apply(type.cast(metric), columns));
    }
}
