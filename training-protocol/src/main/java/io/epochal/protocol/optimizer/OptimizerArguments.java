package io.epochal.protocol.optimizer;

import io.epochal.protocol.field.Fields;

/** OptimizerArguments that several optimizers have, as they are read. */
record OptimizerArguments(Fields fields) {
    /** A decay rate below 1: with 1 itself the correction of the bias divides by 0. */
    double beta(String key, double fallback) {
        return fields.numberIn(key, fallback, 0, 1);
    }

    /** 0 to 1, both included. */
    double fraction(String key, double fallback) {
        double value = fields.number(key, fallback);
        if (value >= 0 && value <= 1) {
            return value;
        }
        throw fields.wrong(key, "must be from 0 to 1");
    }

    double notNegative(String key, double fallback) {
        double value = fields.finite(key, fallback);
        if (value >= 0) {
            return value;
        }
        throw fields.wrong(key, "must be 0 or more");
    }

    double epsilon() {
        return notNegative("epsilon", 1e-7);
    }
}
