package io.epochal.callback.policy.alert;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.SpecException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Who is told when.
 *
 * @param name unique among the rules of a run
 * @param to the names of destinations
 */
public record AlertRule(String name, AlertCondition condition, RunPattern runs, List<String> to) {
    /** Before the name of a rule that a run has brought; no other rule's name may have it. */
    private static final String OF_CALLBACK = "callbacks/";

    private static final int MOST_DESTINATIONS = 10;
    private static final int LONGEST_NAME = 64;

    public AlertRule {
        to = List.copyOf(to);
    }

    /** Reads a rule of an operator, for all runs or for those that {@code runs} names. */
    public static AlertRule read(Fields fields) {
        AlertRule rule = new AlertRule(
                name(fields, fields.text("name")),
                AlertConditionReader.read(fields),
                RunPattern.read(fields, "runs"),
                destinations(fields));
        fields.end();
        return rule;
    }

    /** Reads the settings of an {@code Alert} in a callbacks list. */
    public static AlertRule ofCallback(Fields fields) {
        AlertCondition condition = AlertConditionReader.read(fields);
        String name = name(fields, fields.optionalText("name").orElse(condition.on()));
        return new AlertRule(OF_CALLBACK + name, condition, RunPattern.ALL, destinations(fields));
    }

    /** The name without what tells a callback's rule from an operator's. */
    public String plainName() {
        return name.startsWith(OF_CALLBACK) ? name.substring(OF_CALLBACK.length()) : name;
    }

    private static String name(Fields fields, String name) {
        if (name.length() > LONGEST_NAME) {
            throw fields.wrong("name", "must have at most " + LONGEST_NAME + " characters");
        }
        return Identifier.check(fields.pathOf("name"), name);
    }

    /** A list of names, or one name. */
    private static List<String> destinations(Fields fields) {
        List<String> names = fields.raw("to") instanceof String one ? List.of(one) : fields.texts("to", List.of());
        if (names.isEmpty() || names.size() > MOST_DESTINATIONS) {
            throw fields.wrong("to", "must name 1 to " + MOST_DESTINATIONS + " destinations");
        }
        for (int i = 0; i < names.size(); i++) {
            var unused = Identifier.check(fields.pathOf("to") + "[" + i + "]", names.get(i));
        }
        return new ArrayList<>(new LinkedHashSet<>(names));
    }

    /** @throws SpecException where two rules have one name */
    static void requireApart(String path, List<AlertRule> rules) {
        for (int i = 0; i < rules.size(); i++) {
            for (int before = 0; before < i; before++) {
                if (rules.get(i).name.equals(rules.get(before).name)) {
                    throw new SpecException(
                            path + "[" + i + "].name",
                            "must differ from that of " + path + "[" + before + "]",
                            rules.get(i).plainName());
                }
            }
        }
    }
}
