package io.epochal.chaos.outcome;

import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.CheckpointTaken;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunSuspended;
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

/**
 * What stays true of a run's events, as {@link RunResumed} defines it.
 *
 * @param events what the training thread has said, in order
 * @param weights what was said of weights, in order; a thread of its own says it, so its place among the events is open
 * @param saves which named checkpoints were said to be there, by any attempt
 * @param segments which attempt told which steps, in order
 * @param requests how often each request of a person was obeyed
 * @param faults gaps and doubles in the numbering
 */
public record RoundTranscript(
        List<String> events,
        List<String> weights,
        Set<String> saves,
        List<AttemptSegment> segments,
        Map<String, Integer> requests,
        List<String> faults) {

    /** @param said everything on the event topic about one run, in the log's order */
    public static RoundTranscript of(List<TrainingEvent> said) {
        List<TrainingEvent> log = withoutRepeats(said);
        List<TrainingEvent> stays = staysTrue(log);
        List<String> events = new ArrayList<>();
        List<String> weights = new ArrayList<>();
        Map<String, Integer> requests = new TreeMap<>();
        for (TrainingEvent event : stays) {
            if (event instanceof WeightsSummarized || event instanceof WeightsDrawn) {
                weights.add(NormalizedEvent.of(event));
            } else if (event instanceof CommandApplied applied) {
                requests.merge(applied.commandId() + " " + applied.outcome(), 1, Integer::sum);
            } else if (!besides(event)) {
                events.add(NormalizedEvent.of(event));
            }
        }
        return new RoundTranscript(
                events, weights, saves(log), segments(log, stays), requests, SequenceCheck.faults(log));
    }

    /** A question that was not answered in time is asked again, in the same words. */
    private static List<TrainingEvent> withoutRepeats(List<TrainingEvent> said) {
        Set<TrainingEvent> asked = new HashSet<>();
        return said.stream()
                .filter(event -> !(event instanceof TrainingEvent.Barrier) || asked.add(event))
                .toList();
    }

    /** What tells of a disturbance, or is said when an upload is through. */
    private static boolean besides(TrainingEvent event) {
        return event instanceof RunResumed
                || event instanceof RunSuspended
                || event instanceof VerdictOverdue
                || event instanceof CheckpointTaken
                || event instanceof CheckpointSaved;
    }

    /** Whether the last thing that stays true is that the run is over. */
    public boolean ended() {
        return !events.isEmpty() && events.get(events.size() - 1).startsWith(RunEnded.class.getSimpleName());
    }

    private static List<TrainingEvent> staysTrue(List<TrainingEvent> log) {
        List<TrainingEvent> stays = new ArrayList<>();
        int current = 0;
        for (TrainingEvent event : log) {
            if (event.attempt() < current) {
                continue;
            }
            if (event instanceof RunResumed resumed) {
                stays.removeIf(one -> one.attempt() > resumed.fromAttempt()
                        || (one.attempt() == resumed.fromAttempt() && one.sequence() >= resumed.fromSequence()));
            } else if (event.attempt() > current) {
                stays.clear();
            }
            current = event.attempt();
            stays.add(event);
        }
        return stays;
    }

    /** Said when the upload is through, beside the training: a kill in between can leave it to be said never or twice. */
    private static Set<String> saves(List<TrainingEvent> log) {
        Set<String> saves = new TreeSet<>();
        for (TrainingEvent event : log) {
            if (event instanceof CheckpointSaved saved) {
                saved.names().forEach(name -> saves.add(name + " at step " + saved.step()));
            }
        }
        return saves;
    }

    private static List<AttemptSegment> segments(List<TrainingEvent> log, List<TrainingEvent> stays) {
        List<AttemptSegment> segments = new ArrayList<>();
        int attempt = stays.isEmpty() ? 0 : stays.get(0).attempt();
        long from = 0;
        long reached = 0;
        for (TrainingEvent event : stays) {
            if (event.attempt() != attempt && event instanceof RunResumed resumed) {
                segments.add(new AttemptSegment(attempt, from, resumed.step(), leftInOrder(log, attempt)));
                attempt = event.attempt();
                from = resumed.step();
            }
            reached = Math.max(reached, step(event));
        }
        segments.add(new AttemptSegment(attempt, from, Math.max(from, reached), leftInOrder(log, attempt)));
        return segments;
    }

    private static long step(TrainingEvent event) {
        if (event instanceof EpochEnded ended) {
            return ended.step();
        }
        return event instanceof BatchReached reached ? reached.step() : 0;
    }

    private static boolean leftInOrder(List<TrainingEvent> log, int attempt) {
        return log.stream()
                .anyMatch(event ->
                        event.attempt() == attempt && (event instanceof RunSuspended || event instanceof RunEnded));
    }
}
