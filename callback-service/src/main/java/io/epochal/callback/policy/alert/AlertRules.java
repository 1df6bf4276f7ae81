package io.epochal.callback.policy.alert;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** An operator's rules, which hold for every run, beside those that a run brings as callbacks. */
public record AlertRules(List<AlertRule> rules) {
    /** The {@code type} in a callbacks list. */
    public static final String CALLBACK = "Alert";

    private static final int MOST = 200;
    private static final int MOST_OF_A_RUN = 16;

    public AlertRules {
        rules = List.copyOf(rules);
    }

    /** Reads {@code rules}; every destination that one names must be among these. */
    public static AlertRules read(Fields fields, Set<String> destinations) {
        List<Fields> all = fields.objects("rules");
        if (all.size() > MOST) {
            throw new SpecException("rules", "may be at most " + MOST + "; found " + all.size());
        }
        List<AlertRule> rules = new ArrayList<>();
        for (Fields one : all) {
            AlertRule rule = AlertRule.read(one);
            for (String name : rule.to()) {
                if (!destinations.contains(name)) {
                    throw one.wrong(
                            "to", "must name destinations of this file, which has " + String.join(", ", destinations));
                }
            }
            rules.add(rule);
        }
        AlertRule.requireApart("rules", rules);
        return new AlertRules(rules);
    }

    public Set<String> names() {
        return rules.stream().map(AlertRule::name).collect(Collectors.toUnmodifiableSet());
    }

    /** Of a callbacks list, what {@link #of} reads of it. */
    static List<Map<String, Object>> alerts(List<Map<String, Object>> callbacks) {
        return callbacks.stream()
                .filter(one -> one != null && CALLBACK.equals(one.get("type")))
                .limit(MOST_OF_A_RUN)
                .toList();
    }

    /** Those that hold for a run with these callbacks. A callback that is none is left out: its verdict has said so. */
    List<AlertRule> of(String run, List<Map<String, Object>> callbacks) {
        List<AlertRule> all =
                rules.stream().filter(rule -> rule.runs().matches(run)).collect(Collectors.toList());
        for (Map<String, Object> callback : callbacks) {
            try {
                AlertRule rule =
                        AlertRule.ofCallback(Fields.of("callbacks", callback).lenient());
                if (all.stream().noneMatch(other -> other.name().equals(rule.name()))) {
                    all.add(rule);
                }
            } catch (SpecException e) {
                continue;
            }
        }
        return all;
    }
}
