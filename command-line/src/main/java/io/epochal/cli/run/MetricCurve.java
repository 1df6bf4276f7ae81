package io.epochal.cli.run;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One measurement of a run, epoch by epoch, as small as it can be: there are many runs. An epoch that a later attempt has trained again
 * is the same epoch.
 */
public final class MetricCurve {
    /** A NaN that no computation makes: the epoch has no such measurement. */
    private static final long ABSENT = 0x7ff8_0000_0bad_f00dL;

    private int[] epochs = {};
    private int[] attempts = {};
    private long[] sequences = {};
    private long[] values = {};
    private int size;

    /** What was measured in an epoch, from 0. */
    public record Point(int epoch, double value) {}

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void add(int attempt, long sequence, int epoch, OptionalDouble value) {
        int place = size;
        while (place > 0 && epochs[place - 1] >= epoch) {
            place--;
        }
        if (place == size || epochs[place] != epoch) {
            makeRoom(place);
        }
        attempts[place] = attempt;
        sequences[place] = sequence;
        epochs[place] = epoch;
        values[place] = value.isPresent() ? Double.doubleToLongBits(value.getAsDouble()) : ABSENT;
    }

    /** Forgets what another attempt has taken back. */
    void forgetFrom(int attempt, long sequence) {
        keep(at -> attempts[at] < attempt || (attempts[at] == attempt && sequences[at] < sequence));
    }

    @Nullable
    Point last() {
        for (int at = size - 1; at >= 0; at--) {
            if (values[at] != ABSENT) {
                return point(at);
            }
        }
        return null;
    }

    /** NaN is never the best, and of equals the first is. */
    @Nullable
    Point best(boolean greaterIsBetter) {
        Point best = null;
        for (int at = 0; at < size; at++) {
            Point next = point(at);
            boolean better =
                    best == null || (greaterIsBetter ? next.value() > best.value() : next.value() < best.value());
            best = !Double.isNaN(next.value()) && better ? next : best;
        }
        return best;
    }

    private Point point(int at) {
        return new Point(epochs[at], Double.longBitsToDouble(values[at]));
    }

    private void makeRoom(int place) {
        if (size == epochs.length) {
            int room = size + Math.max(4, size / 2);
            epochs = Arrays.copyOf(epochs, room);
            attempts = Arrays.copyOf(attempts, room);
            sequences = Arrays.copyOf(sequences, room);
            values = Arrays.copyOf(values, room);
        }
        System.arraycopy(epochs, place, epochs, place + 1, size - place);
        System.arraycopy(attempts, place, attempts, place + 1, size - place);
        System.arraycopy(sequences, place, sequences, place + 1, size - place);
        System.arraycopy(values, place, values, place + 1, size - place);
        size++;
    }

    private void keep(IntPredicate which) {
        int kept = 0;
        for (int at = 0; at < size; at++) {
            if (which.test(at)) {
                epochs[kept] = epochs[at];
                attempts[kept] = attempts[at];
                sequences[kept] = sequences[at];
                values[kept] = values[at];
                kept++;
            }
        }
        size = kept;
    }
}
