package io.epochal.protocol.metric;

import io.epochal.protocol.loss.TargetKind;
import java.util.List;

/** The fraction of rows that the model has right. */
public sealed interface AccuracyMetric extends Metric {
    /** How often outputs equal targets, to the last bit. */
    record Accuracy(String name) implements AccuracyMetric {}

    /** Outputs above the threshold are 1. */
    record BinaryAccuracy(String name, double threshold) implements AccuracyMetric {}

    /** Targets are rows of probabilities. */
    record CategoricalAccuracy(String name) implements AccuracyMetric {}

    /** Targets are class numbers. */
    record SparseCategoricalAccuracy(String name) implements AccuracyMetric {}

    /** The right class is among the k likeliest. */
    record TopKCategoricalAccuracy(String name, int k) implements AccuracyMetric {}

    /**
     * Targets are class numbers.
     *
     * @param fromSortedIds whether outputs are class numbers, the likeliest first
     */
    record SparseTopKCategoricalAccuracy(String name, int k, boolean fromSortedIds) implements AccuracyMetric {}

    /** The name {@code accuracy} or {@code acc}: which of three it is, the shapes say. */
    record AccuracyByShape(String name) implements AccuracyMetric {
        /** Shapes with the batch as their first axis. As get_metric of compile_utils.py, Keras 3.15. */
        public AccuracyMetric of(List<Integer> output, List<Integer> target) {
            return switch (TargetKind.of(output, target)) {
                case BINARY -> new BinaryAccuracy(name, 0.5);
                case CLASS_NUMBERS -> new SparseCategoricalAccuracy(name);
                case ONE_HOT -> new CategoricalAccuracy(name);
            };
        }

        @Override
        public Object json() {
            return name;
        }
    }
}
