package io.epochal.callback.policy.alert;

import java.util.List;

/** A run's next state, and what is to be told of it now. */
public record AlertStep(AlertState next, List<RunAlert> alerts) {
    public AlertStep {
        alerts = List.copyOf(alerts);
    }
}
