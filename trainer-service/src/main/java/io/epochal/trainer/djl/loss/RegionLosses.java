package io.epochal.trainer.djl.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.epochal.protocol.loss.OverlapLoss.Dice;
import io.epochal.protocol.loss.OverlapLoss.Tversky;
import io.epochal.trainer.djl.tensor.ScalarMath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Losses of regions, as the functions of their names in losses.py, Keras 3.15. */
final class RegionLosses {
    private static final float EPSILON = 1e-7f;

    private RegionLosses() {}

    static NDArray dice(Dice loss, NDArray target, NDArray output) {
        NDArray floats = target.toType(DataType.FLOAT32, false);
        NDArray both = ScalarMath.multiply(sum(output.mul(floats), loss.axis()), 2);
        NDArray all = ScalarMath.add(sum(output, loss.axis()).add(sum(floats, loss.axis())), EPSILON);
        return ScalarMath.add(both.div(all).neg(), 1f);
    }

    static NDArray tversky(Tversky loss, NDArray target, NDArray output) {
        NDArray floats = target.toType(DataType.FLOAT32, false);
        NDArray both = sum(output.mul(floats), loss.axis());
        NDArray lacking =
                ScalarMath.multiply(sum(ScalarMath.add(output.neg(), 1f).mul(floats), loss.axis()), loss.alpha());
        NDArray tooMuch =
                ScalarMath.multiply(sum(output.mul(ScalarMath.add(floats.neg(), 1f)), loss.axis()), loss.beta());
        return ScalarMath.add(
                both.div(ScalarMath.add(both.add(lacking).add(tooMuch), EPSILON))
                        .neg(),
                1f);
    }

    /** @param axes null for all, the batch's included */
    static LossFunction onAxes(@Nullable List<Integer> axes, LossFunction function) {
        return axes == null || axes.contains(0) ? new WholeBatch(function) : function;
    }

    private static NDArray sum(NDArray values, @Nullable List<Integer> axes) {
        return axes == null
                ? values.sum()
                : values.sum(axes.stream().mapToInt(Integer::intValue).toArray());
    }
}
