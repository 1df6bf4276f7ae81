package io.epochal.callback.policy.alert;

import io.epochal.protocol.EventPosition;
import io.epochal.protocol.TrainingEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a run, to tell each thing of it once.
 *
 * @param attempt with {@code sequence}, the position of the newest event; 0 before the first
 * @param started when its first attempt began; null where that was not read
 * @param heard when its newest event was stored
 * @param heartbeat seconds, of a program that has promised signs of life; else 0
 * @param over whether no trainer has the run: it has ended, or was suspended
 * @param rate the learning rate, where it is known
 * @param callbacks the Alert callbacks of its list
 * @param memories by the rule's name
 */
public record AlertState(
        String run,
        int attempt,
        long sequence,
        @Nullable Instant started,
        Instant heard,
        int heartbeat,
        boolean over,
        @Nullable Double rate,
        List<Map<String, Object>> callbacks,
        Map<String, RuleMemory> memories) {

    public AlertState {
        callbacks = List.copyOf(callbacks);
        memories = Collections.unmodifiableMap(new TreeMap<>(memories));
    }

    /** Of a run of which nothing is known. */
    public static AlertState of(String run) {
        return new AlertState(run, 0, 0, null, Instant.EPOCH, 0, false, null, List.of(), Map.of());
    }

    /**
     * The run after its next event, and whom to tell what. A repeated event changes nothing.
     *
     * @param stored when the event was stored
     * @param since what happened before is not told, and counts as told
     */
    public AlertStep after(TrainingEvent event, Instant stored, AlertRules rules, ToldSince since) {
        if (!new EventPosition(attempt, sequence).isBefore(EventPosition.of(event))) {
            return new AlertStep(this, List.of());
        }
        AlertState next = AlertFacts.after(this, event, stored);
        OptionalDouble before = rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate);
        List<RunAlert> alerts = new ArrayList<>();
        for (AlertRule rule : rules.of(run, next.callbacks)) {
            next = next.tell(new RuleReading(rule, event, before, stored, since), alerts);
        }
        return new AlertStep(next, alerts);
    }

    /** The run after a sign of life that says nothing else. */
    public AlertState heard(Instant stored) {
        return stored.isAfter(heard)
                ? new AlertState(run, attempt, sequence, started, stored, heartbeat, over, rate, callbacks, memories)
                : this;
    }

    /** The run at this time. */
    public AlertStep at(Instant now, AlertRules rules, ToldSince since) {
        if (over) {
            return new AlertStep(this, List.of());
        }
        AlertState next = this;
        List<RunAlert> alerts = new ArrayList<>();
        for (AlertRule rule : rules.of(run, callbacks)) {
            AlertCondition.Due due = rule.condition() instanceof AlertCondition.Waiting waiting
                    ? waiting.at(this, now).orElse(null)
                    : null;
            if (due != null) {
                RuleMemory memory = next.memory(rule);
                RuleMemory told = RuleReading.tell(run, rule, memory, due.since(), since, due.occurrence(), alerts);
                next = next.with(rule, told);
            }
        }
        return new AlertStep(next, alerts);
    }

    private AlertState tell(RuleReading reading, List<RunAlert> alerts) {
        return with(reading.rule(), reading.read(run, memory(reading.rule()), alerts));
    }

    private RuleMemory memory(AlertRule rule) {
        return memories.getOrDefault(rule.name(), RuleMemory.NONE);
    }

    private AlertState with(AlertRule rule, RuleMemory memory) {
        if (memory.equals(memory(rule))) {
            return this;
        }
        Map<String, RuleMemory> next = new TreeMap<>(memories);
        next.put(rule.name(), memory);
        return new AlertState(run, attempt, sequence, started, heard, heartbeat, over, rate, callbacks, next);
    }

    /** Whether it is worth keeping: an ended run of which nothing was told can be read again without harm. */
    public boolean matters() {
        return !over
                || memories.values().stream().anyMatch(memory -> !memory.told().isEmpty());
    }
}
