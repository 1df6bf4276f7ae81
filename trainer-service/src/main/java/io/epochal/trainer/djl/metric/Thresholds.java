package io.epochal.trainer.djl.metric;

import java.util.Arrays;

/**
 * Thresholds, ascending, and how many of them a value is above. Even ones are found as Keras finds them, by arithmetic of 32 bits:
 * _update_confusion_matrix_variables_optimized in metrics_utils.py, Keras 3.15.
 *
 * @param even whether they have equal distances
 * @param outside whether the first is below 0, so that all values are above it
 */
record Thresholds(float[] values, boolean even, boolean outside) {
    private static final double EPSILON = 1e-7;

    Thresholds {
        values = values.clone();
    }

    @Override
    public float[] values() {
        return values.clone();
    }

    int count() {
        return values.length;
    }

    static Thresholds one(double threshold) {
        return new Thresholds(new float[] {(float) threshold}, false, false);
    }

    /** From 0 to 1; of one, in the middle. */
    static Thresholds even(int count) {
        if (count == 1) {
            return one(0.5);
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) ((double) i / (count - 1));
        }
        return new Thresholds(values, true, false);
    }

    /** So many even ones inside, with one below 0 and one above 1. */
    static Thresholds evenAround(int count) {
        double[] inside = new double[count];
        for (int i = 0; i < count; i++) {
            inside[i] = (i + 1) / (count + 1.0);
        }
        return new Thresholds(around(inside).values, true, true);
    }

    /** Those inside, with one below 0 and one above 1. */
    static Thresholds around(double[] inside) {
        float[] values = new float[inside.length + 2];
        values[0] = (float) -EPSILON;
        for (int i = 0; i < inside.length; i++) {
            values[i + 1] = (float) inside[i];
        }
        values[inside.length + 1] = (float) (1 + EPSILON);
        return new Thresholds(values, isEven(inside), true);
    }

    private static boolean isEven(double[] inside) {
        for (int i = 0; i < inside.length; i++) {
            double even = (float) (i + 1) / (inside.length + 1);
            if (Math.abs(inside[i] - even) > EPSILON + 1e-5 * even) {
                return false;
            }
        }
        return inside.length > 0;
    }

    /** The index of the highest threshold that the value is above; -1 for none, or for what is no number. */
    int highestBelow(float value) {
        if (Float.isNaN(value)) {
            return -1;
        }
        if (!even) {
            int found = Arrays.binarySearch(values, value);
            int place = found >= 0 ? found : -found - 1;
            while (place > 0 && values[place - 1] == value) {
                place--;
            }
            return place - 1;
        }
        float inside = Math.min(Math.max(value, 0f), 1f);
        int bucket = (int) Math.ceil(inside * (float) (values.length - 1)) - 1;
        return outside ? Math.max(bucket, 0) : bucket;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Thresholds that
                && Arrays.equals(values, that.values)
                && even == that.even
                && outside == that.outside;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
