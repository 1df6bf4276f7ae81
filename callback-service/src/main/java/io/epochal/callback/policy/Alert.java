package io.epochal.callback.policy;

import io.epochal.callback.policy.alert.AlertRule;
import io.epochal.callback.policy.alert.AlertRules;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tells a destination of the operator's what happens to the run; Keras has no such callback. A recorder sends it, and nothing is decided. */
record Alert(AlertRule rule) implements Callback {
    /** @throws io.epochal.protocol.field.SpecException for a condition that is none */
    static Alert read(Fields fields) {
        return new Alert(AlertRule.ofCallback(fields));
    }

    /** No two alerts of a list may have one name: they would be told as one. */
    static void requireApart(List<Callback> callbacks) {
        Map<String, Integer> positions = new TreeMap<>();
        for (int position = 0; position < callbacks.size(); position++) {
            if (callbacks.get(position) instanceof Alert alert) {
                String name = alert.rule.plainName();
                Integer before = positions.put(name, position);
                if (before != null) {
                    throw new SpecException(
                            "callbacks[" + position + "].name",
                            "must differ from that of callbacks[" + before + "]",
                            name);
                }
            }
        }
    }

    @Override
    public String type() {
        return AlertRules.CALLBACK;
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new TreeMap<>(rule.condition().arguments());
        settings.put("name", rule.plainName());
        settings.put("on", rule.condition().on());
        settings.put("to", rule.to());
        return settings;
    }
}
