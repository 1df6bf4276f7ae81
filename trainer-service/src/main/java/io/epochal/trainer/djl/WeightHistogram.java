package io.epochal.trainer.djl;

import io.epochal.protocol.Histogram;
import java.util.ArrayList;
import java.util.List;

/** Counts values into 30 buckets as TensorBoard 2.21, plugins/histogram/summary_v2.py. */
final class WeightHistogram {
    private static final int BUCKETS = 30;

    private WeightHistogram() {}

    static Histogram of(String weight, float[] values) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (float value : values) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        double[] counts = new double[BUCKETS];
        double width = (max - min) / BUCKETS;
        for (float value : values) {
            // A single value, and the largest, belong to the last bucket.
            int bucket = width > 0 ? (int) Math.min(Math.floor((value - min) / width), BUCKETS - 1) : BUCKETS - 1;
            counts[bucket]++;
        }
        List<Histogram.Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < BUCKETS; i++) {
            double right = i == BUCKETS - 1 ? max : min + (i + 1) * width;
            buckets.add(new Histogram.Bucket(min + i * width, right, counts[i]));
        }
        return new Histogram(weight, buckets);
    }
}
