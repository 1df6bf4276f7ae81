package io.epochal.chaos.outcome;

import io.epochal.protocol.TrainingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks that the sequence numbers of each attempt's events are 0, 1, 2 and so on, without gaps or duplicates. */
final class SequenceCheck {
    private SequenceCheck() {}

    static List<String> faults(List<TrainingEvent> log) {
        List<String> faults = new ArrayList<>();
        Map<Integer, Long> next = new TreeMap<>();
        for (TrainingEvent event : log) {
            long expected = next.getOrDefault(event.attempt(), 0L);
            if (event.sequence() != expected) {
                faults.add("attempt " + event.attempt() + ": after event " + (expected - 1) + " comes "
                        + event.sequence() + ", a " + event.getClass().getSimpleName());
            }
            next.put(event.attempt(), event.sequence() + 1);
        }
        return faults;
    }
}
