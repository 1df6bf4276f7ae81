package io.epochal.callback.recording.mlflow;

import io.epochal.protocol.EventPosition;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.Resumption;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.Start;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Events of one run that go into one request: up to the next attempt, to the run's end, or to as many points as a request takes.
 *
 * @param run as it is written when they are in it
 * @param count of the events
 */
record GatheredEvents(EventEntries entries, MlflowRun run, int count) {
    /** The first of these; it begins no attempt. */
    static GatheredEvents of(List<TrainingEvent> events, MlflowRun run, String bucket) {
        EventEntries all = new EventEntries(new ArrayList<>(), new TreeMap<>());
        MlflowRun next = run;
        int count = 0;
        while (count < events.size() && all.points().size() < LoggedBatch.POINTS) {
            TrainingEvent event = events.get(count);
            if (event instanceof Start || event instanceof Resumption) {
                break;
            }
            count++;
            EventEntries entries = EventEntries.of(event, bucket);
            all.tags().putAll(entries.tags());
            EventPosition position = EventPosition.of(event);
            boolean ends = event instanceof RunEnded;
            if (next.position().isBefore(position) && (ends || !entries.points().isEmpty())) {
                all.points().addAll(entries.points());
                next = next.at(position);
            }
            if (ends) {
                break;
            }
        }
        return new GatheredEvents(all, next, count);
    }
}
