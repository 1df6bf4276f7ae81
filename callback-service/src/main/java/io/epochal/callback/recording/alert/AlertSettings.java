package io.epochal.callback.recording.alert;

import io.epochal.callback.policy.alert.AlertRules;
import java.util.Map;
import java.util.TreeMap;

/** Who can be told, and the operator's rules of when. {@link AlertsFile} reads them. */
public record AlertSettings(Map<String, AlertDestination> destinations, AlertRules rules) {
    public AlertSettings {
        destinations = java.util.Collections.unmodifiableMap(new TreeMap<>(destinations));
    }
}
