package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.epochal.protocol.model.KerasAxes;
import io.epochal.protocol.model.NormalizationLayers;
import io.epochal.trainer.djl.tensor.ScalarMath;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalization at work. In training by the mean and variance of the batch, which the moving ones follow; as Keras 3.15, with the
 * biased variance, where PyTorch's moving variance is unbiased.
 *
 * @param axis of the channels in a batch
 * @param reduced all other axes
 * @param broadcast the shape with which one number for each channel is computed
 */
record BatchNormalizing(
        NormalizationLayers.BatchNormalization layer,
        boolean trainable,
        int axis,
        int[] reduced,
        long[] broadcast,
        @Nullable NDArray gamma,
        @Nullable NDArray beta,
        NDArray movingMean,
        NDArray movingVariance)
        implements Operation {
    /** Keras' epsilon, where a mask may leave nothing to divide by. */
    private static final float FUZZ = 1e-7f;

    static Operation of(NormalizationLayers.BatchNormalization layer, LayerContext context) {
        List<Integer> row = context.inputs().get(0);
        int place = KerasAxes.inRow(layer.axis(), row.size());
        return new BatchNormalizing(
                layer,
                context.trainable(),
                place + 1,
                IntStream.rangeClosed(0, row.size())
                        .filter(one -> one != place + 1)
                        .toArray(),
                NormalizationOperations.broadcast(row, List.of(place)),
                NormalizationOperations.gamma(layer.affine(), context),
                NormalizationOperations.beta(layer.affine(), context),
                context.weight("moving_mean"),
                context.weight("moving_variance"));
    }

    @Override
    public NDArray apply(List<Signal> inputs, Pass pass) {
        NDArray values = inputs.get(0).values();
        NDArray mask = inputs.get(0).mask();
        if (!pass.isTraining() || !trainable) {
            return normalized(values, movingMean, movingVariance, false, pass);
        }
        long count = values.size() / values.getShape().get(axis);
        if (mask == null && count > 1) {
            return fused(values, count, pass);
        }
        return composed(values, mask == null ? null : real(mask, values), pass);
    }

    /** PyTorch leaves mean and variance of this batch in what is given as the moving ones, if the batch counts for all. */
    private NDArray fused(NDArray values, long count, Pass pass) {
        NDArray mean = pass.manager().zeros(movingMean.getShape());
        NDArray variance = pass.manager().zeros(movingMean.getShape());
        NDArray output = normalized(values, mean, variance, true, pass);
        follow(mean, ScalarMath.multiply(variance, (count - 1f) / count));
        return output;
    }

    private NDArray normalized(NDArray values, NDArray mean, NDArray variance, boolean training, Pass pass) {
        int rank = values.getShape().dimension();
        NDArray factor = gamma == null ? pass.manager().ones(movingMean.getShape()) : gamma;
        NDArray summand = beta == null ? pass.manager().zeros(movingMean.getShape()) : beta;
        if (axis == 1) {
            return TorchFunctions.batchNorm(values, mean, variance, factor, summand, training, 1, layer.epsilon());
        }
        int[] order = IntStream.range(0, rank).toArray();
        int[] back = order.clone();
        for (int i = 1; i < rank; i++) {
            order[i] = i == 1 ? axis : i <= axis ? i - 1 : i;
            back[i] = i == axis ? 1 : i < axis ? i + 1 : i;
        }
        return TorchFunctions.batchNorm(
                        values.transpose(order), mean, variance, factor, summand, training, 1, layer.epsilon())
                .transpose(back);
    }

    /** Ones and zeros in the shape of the values. */
    private static NDArray real(NDArray mask, NDArray values) {
        return values.onesLike().mul(mask.toType(DataType.FLOAT32, false).expandDims(-1));
    }

    /** @param real ones for what counts; null for all */
    private NDArray composed(NDArray values, @Nullable NDArray real, Pass pass) {
        NDArray weights = real == null ? values.onesLike() : real;
        NDArray divisor = real == null ? weights.sum(reduced, true) : ScalarMath.add(weights.sum(reduced, true), FUZZ);
        NDArray mean = values.mul(weights).sum(reduced, true).div(divisor);
        NDArray variance =
                values.sub(mean).mul(weights).square().sum(reduced, true).div(divisor);
        follow(
                mean.stopGradient().reshape(movingMean.getShape()),
                variance.stopGradient().reshape(movingMean.getShape()));
        NDArray output = values.sub(mean)
                .div(ScalarMath.add(variance, (float) layer.epsilon()).sqrt());
        return NormalizationOperations.affine(output, gamma, beta, pass, broadcast);
    }

    private void follow(NDArray mean, NDArray variance) {
        float momentum = (float) layer.momentum();
        ScalarMath.multiplyInPlace(movingMean, momentum).addi(ScalarMath.multiply(mean, 1 - momentum));
        ScalarMath.multiplyInPlace(movingVariance, momentum).addi(ScalarMath.multiply(variance, 1 - momentum));
    }
}
