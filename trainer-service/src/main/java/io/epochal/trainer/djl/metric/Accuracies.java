package io.epochal.trainer.djl.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.epochal.trainer.djl.loss.SameRank;
import io.epochal.trainer.djl.tensor.ScalarMath;

/** 1 for each row that is right and 0 for each that is not, as the functions of their names in accuracy_metrics.py, Keras 3.15. */
final class Accuracies {
    private Accuracies() {}

    static NDArray equal(NDArray target, NDArray output) {
        SameRank same = SameRank.of(floats(target), output);
        return floats(same.first().eq(same.second()));
    }

    static NDArray binary(NDArray target, NDArray output, float threshold) {
        SameRank same = SameRank.of(floats(target), output);
        return floats(same.first().eq(floats(ScalarMath.isGreater(same.second(), threshold))));
    }

    static NDArray categorical(NDArray target, NDArray output) {
        return floats(target.argMax(-1).eq(output.argMax(-1)));
    }

    static NDArray sparse(NDArray target, NDArray output) {
        NDArray classes = classes(target, output.getShape());
        NDArray right = floats(floats(classes).eq(floats(output.argMax(-1))));
        int last = right.getShape().dimension() - 1;
        return last > 0 && right.getShape().get(last) == 1 ? right.squeeze(last) : right;
    }

    static NDArray topK(NDArray target, NDArray output, int k) {
        return inTopK(target.argMax(-1), output, k);
    }

    static NDArray sparseTopK(NDArray target, NDArray output, int k) {
        return inTopK(target, output, k);
    }

    /** Outputs are class numbers, the likeliest first. */
    static NDArray sorted(NDArray target, NDArray output, int k) {
        NDArray rows = rows(output);
        NDArray first = rows.get(":, :" + Math.min(k, rows.getShape().get(1)));
        NDArray found = floats(floats(target).reshape(-1, 1).eq(first)).sum(new int[] {1});
        return floats(ScalarMath.isGreater(found, 0f)).reshape(target.getShape());
    }

    /** As TensorFlow: fewer than k are likelier, so equals are all in; a row with what is no number is wrong. */
    private static NDArray inTopK(NDArray target, NDArray output, int k) {
        NDArray rows = rows(output);
        NDArray index = target.toType(DataType.INT64, false).reshape(-1, 1);
        NDArray likelier = floats(rows.gt(rows.gather(index, 1))).sum(new int[] {1});
        NDArray broken = floats(ScalarMath.isNotEqual(rows.sub(rows), 0f)).sum(new int[] {1});
        return floats(ScalarMath.isLess(likelier, (float) k).logicalAnd(ScalarMath.isEqual(broken, 0f)))
                .reshape(target.getShape());
    }

    private static NDArray rows(NDArray output) {
        Shape shape = output.getShape();
        return output.reshape(-1, shape.get(shape.dimension() - 1));
    }

    private static NDArray classes(NDArray target, Shape output) {
        Shape shape = target.getShape();
        int last = shape.dimension() - 1;
        return shape.dimension() == output.dimension() && shape.get(last) == 1 ? target.squeeze(last) : target;
    }

    private static NDArray floats(NDArray values) {
        return values.toType(DataType.FLOAT32, false);
    }
}
