package io.epochal.callback.recording.alert;

import io.epochal.callback.policy.alert.RunAlert;
import java.time.Instant;

/**
 * An alert that waits to be sent to one destination.
 *
 * @param queued when it was found
 * @param tries that have failed
 */
record QueuedAlert(RunAlert alert, Instant queued, int tries) {
    QueuedAlert again() {
        return new QueuedAlert(alert, queued, tries + 1);
    }
}
