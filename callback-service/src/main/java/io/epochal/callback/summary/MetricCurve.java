package io.epochal.callback.summary;

import io.epochal.protocol.EventPosition;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One metric of a run, epoch by epoch, in little memory: there are many runs. An epoch that a later attempt has trained again is the
 * same epoch.
 */
public final class MetricCurve {
    /** A NaN that no computation produces: the metric was not measured in this epoch. */
    private static final long ABSENT = 0x7ff8_0000_0bad_f00dL;

    private int[] epochs = {};
    private int[] attempts = {};
    private long[] sequences = {};
    private long[] values = {};
    private int size;
    private @Nullable Earlier earlier;

    /** The value of an epoch, counted from 0. */
    public record EpochValue(int epoch, double value) {}

    /**
     * Epochs of which only this is known.
     *
     * @param count at least 1
     * @param newest the greatest number among them
     */
    record Earlier(int count, int newest, @Nullable EpochValue best, @Nullable EpochValue last) {}

    MetricCurve() {}

    /** Goes on after these epochs. Only later ones can be added, and none of them can be removed alone. */
    MetricCurve(Earlier earlier) {
        this.earlier = earlier;
    }

    int size() {
        return (earlier == null ? 0 : earlier.count()) + size;
    }

    /** The greatest number of an epoch; -1 where there is none. */
    int newest() {
        return size > 0 ? epochs[size - 1] : earlier == null ? -1 : earlier.newest();
    }

    /** Forgets all. */
    void clear() {
        earlier = null;
        size = 0;
    }

    /** @param position of the event that reported the value */
    void add(EventPosition position, int epoch, OptionalDouble value) {
        int place = size;
        while (place > 0 && epochs[place - 1] >= epoch) {
            place--;
        }
        if (place == size || epochs[place] != epoch) {
            makeRoom(place);
        }
        attempts[place] = position.attempt();
        sequences[place] = position.sequence();
        epochs[place] = epoch;
        values[place] = value.isPresent() ? Double.doubleToLongBits(value.getAsDouble()) : ABSENT;
    }

    /** Removes the values whose events became void. */
    void removeIf(Predicate<EventPosition> isVoid) {
        keep(at -> !isVoid.test(new EventPosition(attempts[at], sequences[at])));
    }

    @Nullable
    EpochValue last() {
        for (int at = size - 1; at >= 0; at--) {
            if (values[at] != ABSENT) {
                return point(at);
            }
        }
        return earlier == null ? null : earlier.last();
    }

    /** NaN is never the best; of equal values, the first is. */
    @Nullable
    EpochValue best(boolean greaterIsBetter) {
        EpochValue best = earlier == null ? null : earlier.best();
        for (int at = 0; at < size; at++) {
            EpochValue next = point(at);
            boolean better =
                    best == null || (greaterIsBetter ? next.value() > best.value() : next.value() < best.value());
            best = !Double.isNaN(next.value()) && better ? next : best;
        }
        return best;
    }

    private EpochValue point(int at) {
        return new EpochValue(epochs[at], Double.longBitsToDouble(values[at]));
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
