package io.epochal.callback.summary;

import io.epochal.protocol.BatchEnded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The loss of a run's batches in little memory, however many there are: means of neighbouring steps, of twice as many steps each time
 * that there are too many means.
 */
public final class BatchCurve {
    public static final int MOST_POINTS = 2000;

    private final NavigableMap<Long, Mean> means = new TreeMap<>();
    private long width;
    private int attempt;

    /** Of a run of which no batch is known. */
    public BatchCurve() {
        this(new State(1, 0, new TreeMap<>()));
    }

    /** Goes on where another one was. */
    public BatchCurve(State state) {
        this.width = state.width();
        this.attempt = state.attempt();
        this.means.putAll(state.means());
    }

    /**
     * Everything that one must know to go on.
     *
     * @param width steps in each mean
     * @param attempt the newest with a batch
     * @param means by their steps, divided by the width
     */
    public record State(long width, int attempt, SortedMap<Long, Mean> means) {}

    /** Follows what is added. */
    public State state() {
        return new State(width, attempt, Collections.unmodifiableSortedMap(means));
    }

    /**
     * For the script that draws it: columns of equal length.
     *
     * @param steps the last step of each mean
     * @param loss null where no finite loss was in it
     */
    public record Columns(List<Long> steps, List<@Nullable Double> loss) {}

    /**
     * The mean of neighbouring steps.
     *
     * @param last its last step that is known
     * @param sum of the losses that are finite
     * @param count losses that are finite
     */
    public record Mean(long last, double sum, long count) {
        static Mean of(long step, double loss) {
            boolean finite = Double.isFinite(loss);
            return new Mean(step, finite ? loss : 0, finite ? 1 : 0);
        }

        Mean with(Mean other) {
            return new Mean(Math.max(last, other.last), sum + other.sum, count + other.count);
        }

        @Nullable
        Double value() {
            double mean = sum / count;
            return count > 0 && Double.isFinite(mean) ? (Double) mean : null;
        }
    }

    /** Adds a batch. The first of a newer attempt makes those void that were trained behind the step where it begins. */
    public void add(BatchEnded batch) {
        add(batch.attempt(), batch.step(), batch.loss());
    }

    /** As {@link #add(BatchEnded)}, of what counts in one. */
    public void add(int by, long step, double loss) {
        if (by < attempt || step < 0) {
            return;
        }
        if (by > attempt) {
            attempt = by;
            means.tailMap(step / width, true).clear();
        }
        means.merge(step / width, Mean.of(step, loss), Mean::with);
        while (means.size() > MOST_POINTS) {
            widen();
        }
    }

    private void widen() {
        width *= 2;
        NavigableMap<Long, Mean> wider = new TreeMap<>();
        means.forEach((place, mean) -> wider.merge(place / 2, mean, Mean::with));
        means.clear();
        means.putAll(wider);
    }

    /** The last step that is known; -1 before the first. */
    public long newestStep() {
        return means.isEmpty() ? -1 : means.lastEntry().getValue().last();
    }

    public Columns columns() {
        List<Long> steps = new ArrayList<>();
        List<@Nullable Double> losses = new ArrayList<>();
        means.values().forEach(mean -> {
            steps.add(mean.last());
            losses.add(mean.value());
        });
        return new Columns(steps, losses);
    }
}
