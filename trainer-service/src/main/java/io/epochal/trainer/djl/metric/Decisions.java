package io.epochal.trainer.djl.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.epochal.trainer.djl.loss.SameRank;
import io.epochal.trainer.djl.loss.SameShape;
import io.epochal.trainer.djl.loss.SampleWeights;
import io.epochal.trainer.djl.tensor.ScalarMath;
import org.jspecify.annotations.Nullable;

/**
 * The true and false positives at thresholds, and the weights of all positive and negative targets: update_confusion_matrix_variables
 * in metrics_utils.py, Keras 3.15. Values come over as they are and are counted on the host.
 *
 * @param columns that are counted apart; 1 where all are counted together
 * @param topK only the k highest of a row can be positive; null for all
 * @param classId the one column that counts; null for all
 */
record Decisions(Thresholds thresholds, int columns, @Nullable Integer topK, @Nullable Integer classId) {
    double[] begin() {
        return new double[columns * (2 * thresholds.count() + 2)];
    }

    double truePositives(double[] state, int threshold, int column) {
        return state[threshold * columns + column];
    }

    double falsePositives(double[] state, int threshold, int column) {
        return state[(thresholds.count() + threshold) * columns + column];
    }

    double falseNegatives(double[] state, int threshold, int column) {
        return state[2 * thresholds.count() * columns + column] - truePositives(state, threshold, column);
    }

    double trueNegatives(double[] state, int threshold, int column) {
        return state[(2 * thresholds.count() + 1) * columns + column] - falsePositives(state, threshold, column);
    }

    /** The length of a row, then all outputs, then the weights of positive targets, then of negative ones. */
    NDArray measure(NDArray target, NDArray output, @Nullable NDArray sampleWeights, float[] columnWeights) {
        SameRank same = SameRank.of(output, target.toType(DataType.FLOAT32, false));
        NDArray outputs = same.first();
        Shape shape = outputs.getShape();
        SameShape.require("a count of decisions", same.second(), outputs);
        int row = shape.dimension() < 2 ? 1 : (int) shape.get(shape.dimension() - 1);
        requireColumns("class_id", classId == null ? 1 : classId + 1, row);
        requireColumns("top_k", topK == null ? 1 : topK, row);
        NDArray positive = ScalarMath.isNotEqual(same.second(), 0f).toType(DataType.FLOAT32, false);
        NDArray negative = ScalarMath.add(positive.neg(), 1f);
        if (sampleWeights != null) {
            NDArray weights = SampleWeights.alongside(outputs, sampleWeights);
            positive = positive.mul(weights);
            negative = negative.mul(weights);
        }
        if (columnWeights.length > 0) {
            NDArray weights = outputs.getManager().create(columnWeights);
            positive = positive.mul(weights);
            negative = negative.mul(weights);
        }
        return NDArrays.concat(new NDList(
                outputs.getManager().full(new Shape(1), row),
                outputs.flatten(),
                positive.flatten(),
                negative.flatten()));
    }

    private static void requireColumns(String argument, int wanted, int row) {
        if (wanted > row) {
            throw new IllegalArgumentException(
                    argument + " needs outputs of at least " + wanted + " columns; found " + row);
        }
    }

    void add(double[] state, float[] measured) {
        int row = (int) measured[0];
        int count = (measured.length - 1) / 3;
        int highest = thresholds.count();
        double[] hits = new double[highest * columns];
        double[] misses = new double[highest * columns];
        for (int i = 0; i < count; i++) {
            if (classId != null && i % row != classId) {
                continue;
            }
            int column = columns == 1 ? 0 : i % row;
            float positive = measured[1 + count + i];
            float negative = measured[1 + 2 * count + i];
            state[2 * highest * columns + column] += positive;
            state[(2 * highest + 1) * columns + column] += negative;
            int place = isAmongHighest(measured, i, row) ? thresholds.highestBelow(measured[1 + i]) : -1;
            if (place >= 0) {
                hits[place * columns + column] += positive;
                misses[place * columns + column] += negative;
            }
        }
        accumulate(state, hits, 0);
        accumulate(state, misses, highest * columns);
    }

    /** What is above one threshold is above all that are lower. */
    private void accumulate(double[] state, double[] buckets, int begin) {
        double[] above = new double[columns];
        for (int i = buckets.length - 1; i >= 0; i--) {
            above[i % columns] += buckets[i];
            state[begin + i] += above[i % columns];
        }
    }

    /** Of equals, the first is higher, as TensorFlow's top_k. */
    private boolean isAmongHighest(float[] measured, int index, int row) {
        if (topK == null) {
            return true;
        }
        int begin = 1 + index / row * row;
        float value = measured[1 + index];
        int higher = 0;
        for (int i = begin; i < begin + row && higher < topK; i++) {
            higher += measured[i] > value || (measured[i] == value && i < 1 + index) ? 1 : 0;
        }
        return higher < topK;
    }

    /** Of two counts; 0 of nothing. */
    static double fraction(double part, double rest) {
        return part + rest == 0 ? 0 : part / (part + rest);
    }
}
