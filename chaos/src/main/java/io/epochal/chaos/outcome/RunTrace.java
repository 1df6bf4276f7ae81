package io.epochal.chaos.outcome;

import io.epochal.protocol.EventPosition;
import io.epochal.protocol.RunTimeline;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.CheckpointTaken;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.Heartbeat;
import io.epochal.protocol.TrainingEvent.Resumption;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.TrainingEvent.VerdictOverdue;
import io.epochal.protocol.TrainingEvent.WeightsDrawn;
import io.epochal.protocol.TrainingEvent.WeightsSummarized;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The true events of a run, in a form that can be compared with another run's.
 *
 * @param events those of the training thread, in order
 * @param weights those about weights, in order; another thread publishes them, so their position among the events varies
 * @param saves the named checkpoints that any attempt reported as saved
 * @param segments which attempt reported which steps, in order
 * @param requests how often each command of the user was answered
 * @param faults gaps and duplicates in the sequence numbers
 */
public record RunTrace(
        List<String> events,
        List<String> weights,
        Set<String> saves,
        List<AttemptSegment> segments,
        Map<String, Integer> requests,
        List<String> faults) {

    /** @param published every event of one run, in the order of the log */
    public static RunTrace of(List<TrainingEvent> published) {
        List<TrainingEvent> log = withoutRepeats(published);
        List<TrainingEvent> trueEvents = RunTimeline.trueEvents(log);
        List<String> events = new ArrayList<>();
        List<String> weights = new ArrayList<>();
        Map<String, Integer> requests = new TreeMap<>();
        Set<EventPosition> resumed = trueEvents.stream()
                .filter(Resumption.class::isInstance)
                .map(EventPosition::of)
                .collect(Collectors.toSet());
        for (TrainingEvent event : trueEvents) {
            if (event instanceof WeightsSummarized || event instanceof WeightsDrawn) {
                weights.add(NormalizedEvent.of(event));
            } else if (event instanceof CommandApplied applied) {
                requests.merge(applied.commandId() + " " + applied.outcome().text(), 1, Integer::sum);
            } else if (!varies(event) && !answersResumption(event, resumed)) {
                events.add(NormalizedEvent.of(event));
            }
        }
        return new RunTrace(
                events, weights, saves(log), segments(log, trueEvents), requests, SequenceCheck.faults(log));
    }

    /** A barrier without a verdict in time is published again, unchanged. */
    private static List<TrainingEvent> withoutRepeats(List<TrainingEvent> published) {
        Set<TrainingEvent> barriers = new HashSet<>();
        return published.stream()
                .filter(event -> !(event instanceof TrainingEvent.Barrier) || barriers.add(event))
                .toList();
    }

    /** Events that depend on faults or on the time of an upload. */
    private static boolean varies(TrainingEvent event) {
        return event instanceof Resumption
                || event instanceof Heartbeat
                || event instanceof RunSuspended
                || event instanceof VerdictOverdue
                || event instanceof CheckpointTaken
                || event instanceof CheckpointSaved;
    }

    /** A program that is not our trainer asks where it resumes, which it does not without faults. */
    private static boolean answersResumption(TrainingEvent event, Set<EventPosition> resumed) {
        return event instanceof VerdictApplied applied
                && resumed.contains(new EventPosition(applied.attempt(), applied.answers()));
    }

    /** Whether the last true event is the end of the run. */
    public boolean ended() {
        return !events.isEmpty() && events.get(events.size() - 1).startsWith(RunEnded.class.getSimpleName());
    }

    /** Published after the upload, parallel to the training: after a kill in between, it may be missing in an attempt or occur twice. */
    private static Set<String> saves(List<TrainingEvent> log) {
        Set<String> saves = new TreeSet<>();
        for (TrainingEvent event : log) {
            if (event instanceof CheckpointSaved saved) {
                saved.names().forEach(name -> saves.add(name + " at step " + saved.step()));
            }
        }
        return saves;
    }

    private static List<AttemptSegment> segments(List<TrainingEvent> log, List<TrainingEvent> events) {
        List<AttemptSegment> segments = new ArrayList<>();
        int attempt = events.isEmpty() ? 0 : events.get(0).attempt();
        long from = 0;
        long reached = 0;
        for (TrainingEvent event : events) {
            if (event.attempt() != attempt && event instanceof Resumption resumed) {
                segments.add(new AttemptSegment(attempt, from, resumed.step(), endedInOrder(log, attempt)));
                attempt = event.attempt();
                from = resumed.step();
            }
            reached = Math.max(reached, step(event));
        }
        segments.add(new AttemptSegment(attempt, from, Math.max(from, reached), endedInOrder(log, attempt)));
        return segments;
    }

    private static long step(TrainingEvent event) {
        return event instanceof TrainingEvent.Barrier barrier ? barrier.step() : 0;
    }

    private static boolean endedInOrder(List<TrainingEvent> log, int attempt) {
        return log.stream()
                .anyMatch(event ->
                        event.attempt() == attempt && (event instanceof RunSuspended || event instanceof RunEnded));
    }
}
