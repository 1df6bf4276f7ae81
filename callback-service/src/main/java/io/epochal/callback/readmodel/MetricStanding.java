package io.epochal.callback.readmodel;

import org.jspecify.annotations.Nullable;

/**
 * One metric of a run, over the epochs that are true.
 *
 * @param best null before the first value that is a number, and where no direction is known to be better
 * @param greaterIsBetter as the first epoch said that knew it; null for none
 */
record MetricStanding(@Nullable Double best, double newest, @Nullable Boolean greaterIsBetter) {
    /** With the value of a later epoch. NaN is never the best; of equal values, the first is. */
    static MetricStanding after(@Nullable MetricStanding before, MeasuredEpoch.Value next) {
        Boolean known = before == null ? null : before.greaterIsBetter();
        Boolean greater = known == null ? next.greaterIsBetter() : known;
        Double best = before == null ? null : before.best();
        double value = next.value();
        boolean better =
                greater != null && !Double.isNaN(value) && (best == null || (greater ? value > best : value < best));
        return new MetricStanding(better ? (Double) value : best, value, greater);
    }

    /** What a list shows and filters by. */
    double shown() {
        return best == null ? newest : best;
    }
}
