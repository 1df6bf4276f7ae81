package io.epochal.callback.messaging;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Who waits until a reader has read so far. */
final class PositionWaits {
    private final Map<Integer, Long> reached = new HashMap<>();
    private final Map<Integer, NavigableMap<Long, CompletableFuture<Void>>> waiting = new HashMap<>();

    /**
     * Completes once the reader has read this record.
     *
     * @param offset of the record
     */
    synchronized CompletionStage<Void> after(int partition, long offset) {
        return reached.getOrDefault(partition, 0L) > offset
                ? CompletableFuture.completedFuture(null)
                : waiting.computeIfAbsent(partition, one -> new TreeMap<>())
                        .computeIfAbsent(offset, one -> new CompletableFuture<>());
    }

    /** @param next the offset of the record that is read next */
    void reach(int partition, long next) {
        for (CompletableFuture<Void> passed : passed(partition, next)) {
            passed.complete(null);
        }
    }

    private synchronized Iterable<CompletableFuture<Void>> passed(int partition, long next) {
        reached.put(partition, next);
        NavigableMap<Long, CompletableFuture<Void>> all = waiting.getOrDefault(partition, new TreeMap<>());
        NavigableMap<Long, CompletableFuture<Void>> before = all.headMap(next, false);
        var passed = java.util.List.copyOf(before.values());
        before.clear();
        return passed;
    }
}
