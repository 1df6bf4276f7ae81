package io.epochal.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** As TensorBoard's histogram plugin counts. */
class WeightBucketsTest {
    @Test
    void bucketsAreEquallyWideAndTheLargestValueIsInTheLastOne() {
        JsonArray buckets = buckets(0f, 1f, 29f, 30f);

        assertThat(buckets).hasSize(30);
        assertThat(buckets.get(0).toString()).isEqualTo("[0.0,1.0,1.0]");
        assertThat(buckets.get(1).toString()).isEqualTo("[1.0,2.0,1.0]");
        assertThat(buckets.get(28).toString()).isEqualTo("[28.0,29.0,0.0]");
        assertThat(buckets.get(29).toString()).isEqualTo("[29.0,30.0,2.0]");
    }

    @Test
    void aSingleValueBelongsToTheLastBucket() {
        JsonArray buckets = buckets(0.5f, 0.5f);

        assertThat(buckets.get(0).toString()).isEqualTo("[0.5,0.5,0.0]");
        assertThat(buckets.get(29).toString()).isEqualTo("[0.5,0.5,2.0]");
    }

    @Test
    void whatIsNotFiniteIsInNoBucket() {
        assertThat(buckets(Float.NaN, 1f, Float.POSITIVE_INFINITY).get(29).toString())
                .isEqualTo("[1.0,1.0,1.0]");
        assertThat(buckets(Float.NaN).get(29).toString()).isEqualTo("[0.0,0.0,0.0]");
    }

    @Test
    void weightsWithoutValuesAreLeftOut() {
        Map<String, float[]> weights = new LinkedHashMap<>();
        weights.put("m/empty", new float[0]);
        weights.put("m/one", new float[] {1});

        assertThat(WeightBuckets.histograms(weights)).hasSize(1);
        assertThat(WeightBuckets.histograms(weights)
                        .get(0)
                        .getAsJsonObject()
                        .get("weight")
                        .getAsString())
                .isEqualTo("m/one");
    }

    private static JsonArray buckets(float... values) {
        return WeightBuckets.histograms(Map.of("w", values))
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("buckets");
    }
}
