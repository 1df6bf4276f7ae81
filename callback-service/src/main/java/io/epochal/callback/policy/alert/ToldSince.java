package io.epochal.callback.policy.alert;

import java.time.Instant;
import java.util.Map;

/**
 * From when on alerts are told: a new rule does not tell of a log of old runs.
 *
 * @param all no rule tells of what was stored before
 * @param rules the same for single rules, by their names
 */
public record ToldSince(Instant all, Map<String, Instant> rules) {
    public ToldSince {
        rules = Map.copyOf(rules);
    }

    boolean covers(AlertRule rule, Instant time) {
        return !time.isBefore(all) && !time.isBefore(rules.getOrDefault(rule.name(), all));
    }
}
