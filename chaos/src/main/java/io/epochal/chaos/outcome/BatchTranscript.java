package io.epochal.chaos.outcome;

import io.epochal.protocol.TrainingEvent.BatchEnded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the batch topic says of a run.
 *
 * @param told each step's loss, metrics and rate, as the attempt says whose it is
 * @param faults steps that are not there though nothing accounts for them, or are there twice
 */
public record BatchTranscript(SortedMap<Long, String> told, List<String> faults) {
    /**
     * Batches are sent ten times a second from a buffer. So of an attempt that was cut off the last ones may be missing, up to where
     * its successor went on; and what a full buffer dropped is counted in the next event. Nothing else may be missing.
     *
     * @param log everything on the batch topic about one run, in the log's order
     */
    public static BatchTranscript of(List<BatchEnded> log, List<AttemptSegment> segments) {
        SortedMap<Long, String> told = new TreeMap<>();
        List<String> faults = new ArrayList<>();
        Map<Integer, SortedMap<Long, Long>> published = new TreeMap<>();
        for (BatchEnded batch : log) {
            String text = batch.epoch() + "/" + batch.batch() + " loss " + batch.loss() + " "
                    + batch.metrics().values() + " at " + batch.learningRate();
            // What a trial has trained in vain is told too; it is no part of the story.
            if (segments.stream().anyMatch(segment -> segment.holds(batch.attempt(), batch.step()))) {
                told.put(batch.step(), text);
            }
            Long twice = published
                    .computeIfAbsent(batch.attempt(), attempt -> new TreeMap<>())
                    .put(batch.step(), batch.dropped());
            if (twice != null) {
                faults.add("attempt " + batch.attempt() + " says step " + batch.step() + " twice");
            }
        }
        for (AttemptSegment segment : segments) {
            faults.addAll(missing(segment, published.getOrDefault(segment.attempt(), new TreeMap<>())));
        }
        return new BatchTranscript(told, faults);
    }

    private static List<String> missing(AttemptSegment segment, SortedMap<Long, Long> published) {
        List<String> faults = new ArrayList<>();
        long next = segment.from() + 1;
        for (Map.Entry<Long, Long> batch : published.entrySet()) {
            if (batch.getKey() - batch.getValue() > next && next <= segment.to()) {
                faults.add("attempt " + segment.attempt() + ": the batches from step " + next + " to "
                        + (batch.getKey() - 1) + " are missing, and " + batch.getValue() + " were said to be dropped");
            }
            next = Math.max(next, batch.getKey() + 1);
        }
        if (next <= segment.to() && segment.inOrder()) {
            faults.add("attempt " + segment.attempt() + " left in order, and its batches from step " + next + " to "
                    + segment.to() + " are missing");
        }
        return faults;
    }
}
