package io.epochal.protocol;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.util.List;

/**
 * How the values of one weight are distributed, in the buckets that TensorBoard's histogram plugin reads: equally wide, from the
 * smallest to the largest value, the last one closed on both sides.
 *
 * @param weight the weight's path below the model's name, such as {@code sequential/dense/kernel}
 */
public record Histogram(String weight, List<Bucket> buckets) {
    public Histogram {
        buckets = MessageCheck.copy("buckets", buckets);
    }

    /** The number of values in {@code [left, right)}; written as an array of three. */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    public record Bucket(double left, double right, double count) {}
}
