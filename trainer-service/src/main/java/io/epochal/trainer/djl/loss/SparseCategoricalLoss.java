package io.epochal.trainer.djl.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.loss.ProbabilisticLoss.SparseCategoricalCrossentropy;
import io.epochal.trainer.djl.tensor.ScalarMath;
import org.jspecify.annotations.Nullable;

/** Cross entropy of class numbers, as sparse_categorical_crossentropy in losses.py and in TensorFlow's nn.py, Keras 3.15. */
record SparseCategoricalLoss(SparseCategoricalCrossentropy loss) implements LossFunction {
    @Override
    public NDArray perSample(NDArray target, NDArray output, boolean logits) {
        NDArray classes = squeezed(target, output.getShape()).toType(DataType.INT64, false);
        SameShape.requireClassNumbers("sparse_categorical_crossentropy", classes, output);
        NDArray valid = valid(classes);
        if (valid == null) {
            return crossentropy(classes, output, logits);
        }
        NDArray known = classes.mul(valid.toType(DataType.INT64, false));
        NDArray rows = valid.expandDims(-1).broadcast(output.getShape());
        NDArray outputs = NDArrays.where(rows, output, output.zerosLike());
        NDArray values = crossentropy(known, outputs, logits);
        return NDArrays.where(valid, values, values.zerosLike());
    }

    private NDArray crossentropy(NDArray classes, NDArray output, boolean logits) {
        NDArray logs = logits || loss.fromLogits()
                ? output
                : ProbabilityLosses.clipped(output).log();
        int last = output.getShape().dimension() - 1;
        NDArray right = logs.logSoftmax(-1).gather(classes.expandDims(last), last);
        return right.squeeze(last).neg();
    }

    /** Keras loses the logits where it leaves a class out. */
    @Override
    public boolean wantsLogits(LastActivation last) {
        return last == LastActivation.SOFTMAX && loss.ignoreClass() == null;
    }

    @Override
    public @Nullable NDArray mask(NDArray target, NDArray values) {
        NDArray valid = valid(target.toType(DataType.INT64, false));
        return valid == null ? null : valid.reshape(values.getShape());
    }

    @Override
    public boolean hasMask() {
        return loss.ignoreClass() != null;
    }

    private @Nullable NDArray valid(NDArray classes) {
        return loss.ignoreClass() == null ? null : ScalarMath.isNotEqual(classes, loss.ignoreClass());
    }

    private static NDArray squeezed(NDArray target, Shape output) {
        Shape shape = target.getShape();
        int last = shape.dimension() - 1;
        return shape.dimension() == output.dimension() && shape.get(last) == 1 ? target.squeeze(last) : target;
    }
}
