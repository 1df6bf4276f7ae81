package io.epochal.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Map;

/** Counts the values of weights into 30 buckets, as TensorBoard 2.21 does in plugins/histogram/summary_v2.py. */
final class WeightBuckets {
    private static final int BUCKETS = 30;

    private WeightBuckets() {}

    /** The {@code histograms} of {@code WeightsSummarized}, but for weights without values. */
    static JsonArray histograms(Map<String, float[]> weights) {
        JsonArray histograms = new JsonArray();
        weights.forEach((name, values) -> {
            if (values.length > 0) {
                JsonObject histogram = new JsonObject();
                histogram.addProperty("weight", name);
                histogram.add("buckets", buckets(values));
                histograms.add(histogram);
            }
        });
        return histograms;
    }

    /** What is not finite is in no bucket. */
    private static JsonArray buckets(float[] values) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (float value : values) {
            if (Float.isFinite(value)) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        if (low > high) {
            return written(0, 0, new double[BUCKETS]);
        }
        double[] counts = new double[BUCKETS];
        double width = (high - low) / BUCKETS;
        for (float value : values) {
            if (Float.isFinite(value)) {
                // A single value, and the largest, belong to the last bucket.
                int bucket = width > 0 ? (int) Math.min((value - low) / width, BUCKETS - 1) : BUCKETS - 1;
                counts[bucket]++;
            }
        }
        return written(low, high, counts);
    }

    private static JsonArray written(double low, double high, double[] counts) {
        double width = (high - low) / BUCKETS;
        JsonArray buckets = new JsonArray();
        for (int i = 0; i < BUCKETS; i++) {
            JsonArray bucket = new JsonArray();
            bucket.add(low + i * width);
            bucket.add(i == BUCKETS - 1 ? high : low + (i + 1) * width);
            bucket.add(counts[i]);
            buckets.add(bucket);
        }
        return buckets;
    }
}
