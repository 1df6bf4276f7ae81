package io.epochal.trainer.djl.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.epochal.protocol.model.Constraint;
import io.epochal.trainer.djl.tensor.ScalarMath;
import io.epochal.trainer.djl.torchscript.InPlaceCopy;
import java.util.List;

/** Makes weights satisfy their constraints, as Keras 3.15, constraints.py, does after each step of the optimizer. */
public final class WeightConstraints {
    /** Keras' epsilon. */
    private static final float FUZZ = 1e-7f;

    private WeightConstraints() {}

    /** Changes all weights in place that are trained and have a constraint. */
    public static void apply(Weights weights) {
        for (Weight weight : weights.all().values()) {
            Constraint constraint = weight.spec().constraint();
            if (constraint != null && weight.trained()) {
                apply(constraint, weight);
            }
        }
    }

    private static void apply(Constraint constraint, Weight weight) {
        try (NDManager scope = weight.values().getManager().newSubManager()) {
            // A view that belongs to the scope, so that all that is made of it does too.
            NDArray values = weight.values().reshape(weight.values().getShape());
            values.attach(scope);
            InPlaceCopy.copy(constrained(constraint, values, weight), weight.values());
        }
    }

    private static NDArray constrained(Constraint constraint, NDArray values, Weight weight) {
        if (constraint instanceof Constraint.NonNeg) {
            return ScalarMath.atLeast(values, 0f);
        }
        if (constraint instanceof Constraint.UnitNorm unit) {
            return values.div(ScalarMath.add(norms(values, unit.axis(), weight), FUZZ));
        }
        if (constraint instanceof Constraint.MaxNorm max) {
            NDArray norms = norms(values, max.axis(), weight);
            return values.mul(ScalarMath.atMost(norms, (float) max.maxValue()).div(ScalarMath.add(norms, FUZZ)));
        }
        Constraint.MinMaxNorm range = (Constraint.MinMaxNorm) constraint;
        NDArray norms = norms(values, range.axis(), weight);
        NDArray wanted = ScalarMath.multiply(
                        ScalarMath.clip(norms, (float) range.minValue(), (float) range.maxValue()),
                        (float) range.rate())
                .add(ScalarMath.multiply(norms, (float) (1 - range.rate())));
        return values.mul(wanted.div(ScalarMath.add(norms, FUZZ)));
    }

    /** Along Keras' axes, which may lie elsewhere here. */
    private static NDArray norms(NDArray values, List<Integer> axes, Weight weight) {
        int rank = weight.spec().shape().size();
        int[] places = axes.stream()
                .map(axis -> axis < 0 ? axis + rank : axis)
                .mapToInt(axis -> weight.layout().axes().isEmpty()
                        ? axis
                        : weight.layout().axes().indexOf(axis))
                .toArray();
        return values.square().sum(places, true).sqrt();
    }
}
