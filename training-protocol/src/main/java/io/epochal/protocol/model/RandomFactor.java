package io.epochal.protocol.model;

import java.util.List;

/** How much of something an image gets: evenly distributed from {@code lower} to {@code upper}. */
public record RandomFactor(double lower, double upper) {
    /**
     * Two numbers, or one that stands for itself and its negative.
     *
     * @param least the lowest that there is; 1 is the highest
     */
    static RandomFactor required(LayerArguments arguments, String key, double least) {
        Object value = arguments.fields().raw(key);
        arguments.store(key, value);
        if (value instanceof Number one && one.doubleValue() >= least && one.doubleValue() <= 1) {
            double factor = Math.abs(one.doubleValue());
            return new RandomFactor(Math.max(-factor, least), factor);
        }
        if (value instanceof List<?> two
                && two.size() == 2
                && two.get(0) instanceof Number first
                && two.get(1) instanceof Number second) {
            double lower = Math.min(first.doubleValue(), second.doubleValue());
            double upper = Math.max(first.doubleValue(), second.doubleValue());
            if (lower >= least && upper <= 1) {
                return new RandomFactor(lower, upper);
            }
        }
        throw arguments.wrong(key, "must be a number from " + least + " to 1, or two of them");
    }
}
