package io.epochal.callback.recording.alert;

import io.epochal.callback.policy.alert.AlertState;
import io.epochal.callback.policy.alert.RunAlert;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What is on disk of a run: what was told, and what is not delivered yet.
 *
 * @param pending each for the destinations that have not taken it
 */
record StoredAlerts(AlertState state, List<Pending> pending) {
    StoredAlerts {
        pending = List.copyOf(pending);
    }

    /** @param queued when it was found */
    record Pending(RunAlert alert, Instant queued) {}

    StoredAlerts with(AlertState next) {
        return new StoredAlerts(next, pending);
    }

    StoredAlerts with(Pending found) {
        List<Pending> more = new ArrayList<>(pending);
        more.add(found);
        return new StoredAlerts(state, more);
    }

    /** Without one that a destination has taken, or will not be sent again. */
    StoredAlerts without(String id, String destination) {
        List<Pending> rest = new ArrayList<>();
        for (Pending one : pending) {
            RunAlert alert = one.alert();
            List<String> to = alert.to().stream()
                    .filter(name -> !alert.id().equals(id) || !name.equals(destination))
                    .toList();
            if (!to.isEmpty()) {
                rest.add(new Pending(alert.to(to), one.queued()));
            }
        }
        return new StoredAlerts(state, rest);
    }

    /** Whether something may still become of it without another event. */
    boolean isActive() {
        return !state.over() || !pending.isEmpty();
    }

    boolean matters() {
        return state.matters() || !pending.isEmpty();
    }
}
