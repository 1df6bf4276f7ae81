package io.epochal.callback.recording.mlflow;

import io.epochal.protocol.EventPosition;

/**
 * A run in MLflow.
 *
 * @param id MLflow's
 * @param attempt the one with which it began
 * @param position of the last event whose points it has
 * @param artifacts the URI of its artifacts; empty where MLflow says none
 */
record MlflowRun(String id, int attempt, EventPosition position, String artifacts) {
    /** The position of one that does not have yet what it begins with. */
    static final EventPosition UNFINISHED = new EventPosition(-1, 0);

    /** The newest attempt that MLflow knows of. */
    int newest() {
        return Math.max(attempt, position.attempt());
    }

    MlflowRun at(EventPosition later) {
        return new MlflowRun(id, attempt, later, artifacts);
    }
}
