package io.epochal.callback.policy.alert;

import io.epochal.protocol.EventPosition;
import io.epochal.protocol.TrainingEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * What a rule remembers of one run.
 *
 * @param changes where what it waits for began and ceased to hold, those that are true
 * @param told the keys of what was told; those of events that are void stay, so that nothing is told again
 */
public record RuleMemory(List<Change> changes, List<String> told) {
    static final RuleMemory NONE = new RuleMemory(List.of(), List.of());
    /** Of one run, so that no rule floods a destination. */
    static final int MOST_TOLD = 200;

    private static final int MOST_CHANGES = 400;

    /** From this event on it holds, or it does not. */
    public record Change(int attempt, long sequence, boolean holds) {}

    public RuleMemory {
        changes = List.copyOf(changes);
        told = List.copyOf(told);
    }

    boolean holds() {
        return !changes.isEmpty() && changes.get(changes.size() - 1).holds();
    }

    boolean tells(String key) {
        return told.size() < MOST_TOLD && !told.contains(key);
    }

    RuleMemory withTold(String key) {
        List<String> next = new ArrayList<>(told);
        next.add(key);
        return new RuleMemory(changes, next);
    }

    RuleMemory with(TrainingEvent event, boolean holds) {
        List<Change> next = new ArrayList<>(changes);
        if (next.size() >= MOST_CHANGES) {
            next.remove(0);
        }
        next.add(new Change(event.attempt(), event.sequence(), holds));
        return new RuleMemory(next, told);
    }

    /** Without what this event makes void. */
    RuleMemory after(TrainingEvent event) {
        List<Change> kept = changes.stream()
                .filter(one -> !event.voids(new EventPosition(one.attempt(), one.sequence())))
                .toList();
        return kept.size() == changes.size() ? this : new RuleMemory(kept, told);
    }
}
