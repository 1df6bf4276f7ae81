package io.epochal.callback.policy.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A run has not ended so long after it began first; pauses count.
 *
 * @param after more than zero
 */
record LateRunCondition(Duration after) implements AlertCondition.Waiting {
    @Override
    public String on() {
        return AlertConditionReader.OVERDUE;
    }

    @Override
    public Map<String, Object> arguments() {
        return Map.of(AlertConditionReader.AFTER, AlertConditionReader.text(after));
    }

    @Override
    public Optional<Due> at(AlertState run, Instant now) {
        Instant started = run.started();
        if (started == null || run.over() || !now.isAfter(started.plus(after))) {
            return Optional.empty();
        }
        String text =
                "overdue: it began at " + started + " and has not ended within " + AlertConditionReader.text(after);
        return Optional.of(
                new Due(started.plus(after), new Occurrence("late", text, Map.of("started", started.toString()))));
    }
}
