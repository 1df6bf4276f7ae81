package io.epochal.chaos.outcome;

import io.epochal.protocol.BatchEnded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The batches of a run on their topic.
 *
 * @param batches each step's loss, metrics and rate, as reported by the attempt whose step it is
 * @param faults steps that are missing without an explanation, or occur twice
 */
public record BatchTranscript(SortedMap<Long, String> batches, List<String> faults) {
    /**
     * Batches are sent ten times a second from a buffer. So the last batches of a killed attempt may be missing, up to the step at
     * which the next attempt resumed; and the batches that a full buffer dropped are counted in the next event. Nothing else may be
     * missing.
     *
     * @param log every batch of one run, in the order of the log
     */
    public static BatchTranscript of(List<BatchEnded> log, List<AttemptSegment> segments) {
        SortedMap<Long, String> batches = new TreeMap<>();
        List<String> faults = new ArrayList<>();
        Map<Integer, SortedMap<Long, Long>> published = new TreeMap<>();
        for (BatchEnded batch : log) {
            String text = batch.epoch() + "/" + batch.batch() + " loss " + batch.loss() + " "
                    + batch.metrics().values() + " at " + batch.learningRate();
            // Batches of a trial that was discarded are published too; they are not part of the trace.
            if (segments.stream().anyMatch(segment -> segment.holds(batch.attempt(), batch.step()))) {
                batches.put(batch.step(), text);
            }
            Long twice = published
                    .computeIfAbsent(batch.attempt(), attempt -> new TreeMap<>())
                    .put(batch.step(), batch.dropped());
            if (twice != null) {
                faults.add("attempt " + batch.attempt() + " published step " + batch.step() + " twice");
            }
        }
        for (AttemptSegment segment : segments) {
            faults.addAll(missing(segment, published.getOrDefault(segment.attempt(), new TreeMap<>())));
        }
        return new BatchTranscript(batches, faults);
    }

    private static List<String> missing(AttemptSegment segment, SortedMap<Long, Long> published) {
        List<String> faults = new ArrayList<>();
        long next = segment.from() + 1;
        for (Map.Entry<Long, Long> batch : published.entrySet()) {
            if (batch.getKey() - batch.getValue() > next && next <= segment.to()) {
                faults.add("attempt " + segment.attempt() + ": the batches from step " + next + " to "
                        + (batch.getKey() - 1) + " are missing, and " + batch.getValue() + " were reported as dropped");
            }
            next = Math.max(next, batch.getKey() + 1);
        }
        if (next <= segment.to() && segment.inOrder()) {
            faults.add("attempt " + segment.attempt() + " ended in order, and its batches from step " + next + " to "
                    + segment.to() + " are missing");
        }
        return faults;
    }
}
