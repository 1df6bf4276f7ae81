package io.epochal.callback.recording.alert;

import io.epochal.callback.policy.alert.AlertStep;
import io.epochal.callback.policy.alert.RunAlert;
import io.epochal.protocol.field.SpecException;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/**
 * Takes what the policy finds of a run into what is stored of it, and hands on what is to be told.
 *
 * @param destinations their names, in order
 */
record FoundAlerts(Set<String> destinations, ToldRuns runs, AlertOutbox outbox, AlertReports reports, Clock clock) {
    /** The run is as this step says, and what the step found is to be told. */
    void advance(StoredAlerts run, AlertStep step) {
        if (step.next().equals(run.state())) {
            return;
        }
        StoredAlerts next = run.with(step.next());
        for (RunAlert alert : step.alerts()) {
            List<String> to = alert.to().stream()
                    .filter(name -> isDestination(alert, name))
                    .toList();
            if (!to.isEmpty()) {
                StoredAlerts.Pending pending = new StoredAlerts.Pending(alert.to(to), clock.instant());
                next = next.with(pending);
                outbox.add(pending);
            }
        }
        runs.put(next);
    }

    /** A run may name one that there is not. */
    private boolean isDestination(RunAlert alert, String name) {
        boolean is = destinations.contains(name);
        if (!is) {
            reports.failed(
                    alert.run(),
                    "alert " + alert.rule(),
                    new SpecException(
                            "to",
                            "must name destinations of epochal.alerts.file, which has "
                                    + String.join(", ", destinations),
                            name));
        }
        return is;
    }
}
