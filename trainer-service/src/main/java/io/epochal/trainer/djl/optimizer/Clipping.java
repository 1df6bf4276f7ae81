package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.optimizer.Optimizer;
import io.epochal.trainer.djl.tensor.ScalarMath;
import io.epochal.trainer.djl.torchscript.InPlaceCopy;
import java.util.Collection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** What keeps gradients small, as Keras 3.15, base_optimizer.py, {@code _clip_gradients}. Changes them in place. */
interface Clipping {
    /** @param gradients at least one */
    void clip(Collection<NDArray> gradients);

    /** The one that is set; limits of 0 or less are none, as in Keras. */
    static Clipping of(Optimizer settings) {
        float norm = limit(settings.clipnorm());
        float globalNorm = limit(settings.globalClipnorm());
        float value = limit(settings.clipvalue());
        if (norm > 0) {
            return gradients -> gradients.forEach(gradient -> clipNorm(gradient, norm));
        }
        if (globalNorm > 0) {
            return gradients -> clipGlobalNorm(gradients, globalNorm);
        }
        if (value > 0) {
            return gradients -> gradients.forEach(gradient -> clipValue(gradient, value));
        }
        return gradients -> {};
    }

    private static float limit(@Nullable Double set) {
        return set == null ? 0 : set.floatValue();
    }

    private static void clipNorm(NDArray gradient, float limit) {
        try (NDArray squares = squares(gradient);
                NDArray norm = squares.sqrt();
                NDArray divisor = ScalarMath.atLeast(norm, limit)) {
            ScalarMath.multiplyInPlace(gradient, limit);
            gradient.divi(divisor);
        }
    }

    private static void clipValue(NDArray gradient, float limit) {
        try (NDArray clipped = ScalarMath.clip(gradient, -limit, limit)) {
            InPlaceCopy.copy(clipped, gradient);
        }
    }

    /** A norm that is infinite makes all gradients NaN, as in Keras. */
    private static void clipGlobalNorm(Collection<NDArray> gradients, float limit) {
        Iterator<NDArray> each = gradients.iterator();
        try (NDArray sum = squares(each.next())) {
            while (each.hasNext()) {
                try (NDArray more = squares(each.next())) {
                    sum.addi(more);
                }
            }
            try (NDArray norm = sum.sqrt();
                    NDArray scale = scale(norm, limit)) {
                gradients.forEach(gradient -> gradient.muli(scale));
            }
        }
    }

    private static NDArray scale(NDArray norm, float limit) {
        try (NDArray ones = norm.onesLike();
                NDArray inverse = ones.div(norm);
                NDArray nothing = norm.sub(norm)) {
            NDArray scale = ScalarMath.atMost(inverse, 1 / limit);
            ScalarMath.multiplyInPlace(scale, limit);
            scale.addi(nothing);
            return scale;
        }
    }

    private static NDArray squares(NDArray gradient) {
        try (NDArray squares = gradient.square()) {
            return squares.sum();
        }
    }
}
