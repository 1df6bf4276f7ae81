package io.epochal.trainer.run.state;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the metrics of a run have counted in an epoch so far: numbers for each metric, in the order of the run spec. What they mean, the
 * engine knows. A value: nobody changes the arrays.
 */
public final class MetricSums {
    /** Of no batch, whatever the metrics are. */
    public static final MetricSums NONE = new MetricSums(List.of());

    private final List<double[]> sums;

    /** @param sums one array for each metric, which nobody changes any more */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public MetricSums(List<double[]> sums) {
        this.sums = List.copyOf(sums);
    }

    @JsonValue
    public List<double[]> sums() {
        return sums;
    }

    /** Whether nothing was counted yet. */
    public boolean isEmpty() {
        return sums.isEmpty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MetricSums that
                && sums.size() == that.sums.size()
                && IntStream.range(0, sums.size()).allMatch(i -> Arrays.equals(sums.get(i), that.sums.get(i)));
    }

    @Override
    public int hashCode() {
        return sums.stream().mapToInt(Arrays::hashCode).sum();
    }

    @Override
    public String toString() {
        return sums.stream().map(Arrays::toString).toList().toString();
    }
}
