package io.epochal.protocol.optimizer;

import io.epochal.protocol.field.Fields;

/**
 * Follow the regularized leader, as Keras 3.15, ftrl.py.
 *
 * @param learningRatePower 0 or less; 0 for a rate that does not fall with the gradients
 * @param initialAccumulatorValue of every accumulator before the first step
 */
public record Ftrl(
        double learningRatePower,
        double initialAccumulatorValue,
        double l1RegularizationStrength,
        double l2RegularizationStrength,
        double l2ShrinkageRegularizationStrength,
        double beta)
        implements OptimizerKind {
    static Ftrl read(Fields fields) {
        OptimizerArguments arguments = new OptimizerArguments(fields);
        return new Ftrl(
                notPositive(fields, "learning_rate_power", -0.5),
                arguments.notNegative("initial_accumulator_value", 0.1),
                arguments.notNegative("l1_regularization_strength", 0),
                arguments.notNegative("l2_regularization_strength", 0),
                arguments.notNegative("l2_shrinkage_regularization_strength", 0),
                fields.finite("beta", 0));
    }

    private static double notPositive(Fields fields, String key, double fallback) {
        double value = fields.finite(key, fallback);
        if (value <= 0) {
            return value;
        }
        throw fields.wrong(key, "must be 0 or less");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.ftrl(this);
    }
}
