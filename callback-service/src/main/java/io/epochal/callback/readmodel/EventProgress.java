package io.epochal.callback.readmodel;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.protocol.EventPosition;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One run's events as far as they are read: what the tables have, and what is to be changed in them. */
final class EventProgress {
    final String run;
    EventPosition position;
    /** The attempt whose fields there are; 0 for those of a request, and for none. */
    int fieldsOf;

    int newestEpoch;
    long heard;
    final SortedMap<String, MetricStanding> metrics = new TreeMap<>();

    /** Whether the tables have anything of it. */
    private boolean stored;

    // To be stored.
    final SortedMap<Integer, MeasuredEpoch> added = new TreeMap<>();
    final SortedSet<Integer> removed = new TreeSet<>();
    boolean removedAll;
    boolean metricsChanged;

    @Nullable
    SortedMap<String, JsonNode> fields;

    boolean isStored() {
        return stored;
    }

    /** The epochs that are stored. */
    interface StoredEpochs {
        SortedMap<Integer, MeasuredEpoch> read() throws ReadModelException;
    }

    /** Of which nothing is stored. */
    EventProgress(String run) {
        this(run, EventPosition.BEGINNING, 0, -1, Long.MIN_VALUE);
        stored = false;
    }

    EventProgress(String run, EventPosition position, int fieldsOf, int newestEpoch, long heard) {
        this.run = run;
        this.position = position;
        this.fieldsOf = fieldsOf;
        this.newestEpoch = newestEpoch;
        this.heard = heard;
        this.stored = true;
    }

    /** The run begins anew. */
    void clear() {
        added.clear();
        removed.clear();
        removedAll = true;
        metrics.clear();
        metricsChanged = true;
        newestEpoch = -1;
    }

    /** These epochs do not count any more. */
    void removeIf(Predicate<EventPosition> isVoid, StoredEpochs stored) throws ReadModelException {
        if (newestEpoch < 0) {
            return;
        }
        SortedMap<Integer, MeasuredEpoch> all = all(stored);
        all.values().removeIf(one -> {
            boolean gone = isVoid.test(one.position());
            if (gone) {
                added.remove(one.epoch());
                removed.add(one.epoch());
            }
            return gone;
        });
        refold(all);
    }

    /** The next epoch, or one that was trained again. */
    void add(MeasuredEpoch epoch, StoredEpochs stored) throws ReadModelException {
        if (epoch.epoch() > newestEpoch) {
            added.put(epoch.epoch(), epoch);
            fold(epoch);
            return;
        }
        SortedMap<Integer, MeasuredEpoch> all = all(stored);
        all.put(epoch.epoch(), epoch);
        added.put(epoch.epoch(), epoch);
        refold(all);
    }

    private SortedMap<Integer, MeasuredEpoch> all(StoredEpochs stored) throws ReadModelException {
        SortedMap<Integer, MeasuredEpoch> all = removedAll ? new TreeMap<>() : new TreeMap<>(stored.read());
        all.keySet().removeAll(removed);
        all.putAll(added);
        return all;
    }

    private void refold(SortedMap<Integer, MeasuredEpoch> all) {
        metrics.clear();
        metricsChanged = true;
        newestEpoch = -1;
        all.values().forEach(this::fold);
    }

    private void fold(MeasuredEpoch epoch) {
        newestEpoch = epoch.epoch();
        for (Map.Entry<String, MeasuredEpoch.Value> one : epoch.values().entrySet()) {
            MetricStanding before = metrics.get(one.getKey());
            if (before != null || metrics.size() < MeasuredEpoch.MOST_METRICS) {
                metrics.put(one.getKey(), MetricStanding.after(before, one.getValue()));
                metricsChanged = true;
            }
        }
    }

    /** All of it is stored. */
    void settle() {
        stored = true;
        added.clear();
        removed.clear();
        removedAll = false;
        metricsChanged = false;
        fields = null;
    }
}
