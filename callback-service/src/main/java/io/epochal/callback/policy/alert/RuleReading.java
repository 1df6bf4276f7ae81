package io.epochal.callback.policy.alert;

import io.epochal.protocol.TrainingEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One rule and one event.
 *
 * @param rate before the event
 * @param stored when the event was
 * @param since what happened before is not told
 */
record RuleReading(AlertRule rule, TrainingEvent event, OptionalDouble rate, Instant stored, ToldSince since) {
    /** What the rule remembers after the event. */
    RuleMemory read(String run, RuleMemory memory, List<RunAlert> alerts) {
        if (rule.condition() instanceof AlertCondition.Happening happening) {
            Optional<Occurrence> occurrence = happening.at(event, rate);
            return occurrence.isEmpty() ? memory : tell(run, memory, occurrence.get(), alerts);
        }
        if (rule.condition() instanceof AlertCondition.Lasting lasting) {
            AlertCondition.Reading reading = lasting.at(event).orElse(null);
            if (reading == null || reading.holds() == memory.holds()) {
                return memory;
            }
            RuleMemory changed = memory.with(event, reading.holds());
            return reading.holds() ? tell(run, changed, reading.occurrence(), alerts) : changed;
        }
        return memory;
    }

    private RuleMemory tell(String run, RuleMemory memory, Occurrence occurrence, List<RunAlert> alerts) {
        return tell(run, rule, memory, stored, since, occurrence, alerts);
    }

    static RuleMemory tell(
            String run,
            AlertRule rule,
            RuleMemory memory,
            Instant time,
            ToldSince since,
            Occurrence occurrence,
            List<RunAlert> alerts) {
        if (!memory.tells(occurrence.key())) {
            return memory;
        }
        if (since.covers(rule, time)) {
            alerts.add(RunAlert.of(run, rule, time, occurrence));
        }
        return memory.withTold(occurrence.key());
    }
}
