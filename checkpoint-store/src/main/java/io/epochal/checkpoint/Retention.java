package io.epochal.checkpoint;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which checkpoints are needed no more: all but the newest two, the named, and those of epochs that may be asked back. */
final class Retention {
    static final int NEWEST = 2;

    private Retention() {}

    /** A checkpoint as far as this matters. */
    record Candidate(String key, int epoch, boolean epochEnd) {}

    /**
     * @param oldestFirst all whole checkpoints of a run, as {@link CheckpointId} orders them
     * @param epochs whose weights may be asked back: those at their end
     */
    static List<String> expendable(List<Candidate> oldestFirst, Set<String> namedKeys, Set<Integer> epochs) {
        Set<String> kept = new HashSet<>(namedKeys);
        oldestFirst.stream().skip(Math.max(0, oldestFirst.size() - NEWEST)).forEach(newest -> kept.add(newest.key()));
        return oldestFirst.stream()
                .filter(one -> !kept.contains(one.key()) && !(one.epochEnd() && epochs.contains(one.epoch())))
                .map(Candidate::key)
                .toList();
    }
}
