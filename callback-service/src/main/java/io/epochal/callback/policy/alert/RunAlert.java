package io.epochal.callback.policy.alert;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Something that destinations are to be told of a run.
 *
 * @param rule its name
 * @param on the condition's name, such as {@code run_failed}
 * @param key which time it was, among those of its rule and run
 * @param time when it happened, as the log has it
 * @param text in words, printable, without the run's name
 * @param details for programs
 * @param to the names of destinations
 */
public record RunAlert(
        String run,
        String rule,
        String on,
        String key,
        Instant time,
        String text,
        Map<String, Object> details,
        List<String> to) {
    static RunAlert of(String run, AlertRule rule, Instant time, Occurrence occurrence) {
        return new RunAlert(
                run,
                rule.name(),
                rule.condition().on(),
                occurrence.key(),
                time,
                occurrence.text(),
                occurrence.details(),
                rule.to());
    }

    /** The same alert for these destinations only. */
    public RunAlert to(List<String> destinations) {
        return new RunAlert(run, rule, on, key, time, text, details, destinations);
    }

    /** The same for the same event of a run and the same rule, however often it is found. */
    public String id() {
        return run + "/" + rule + "/" + key;
    }
}
