package io.epochal.callback.recording.mlflow;

import io.epochal.protocol.TrainingEvent;

/** Something that brings events to MLflow, and keeps them while MLflow cannot take them. For one thread. */
public interface MlflowWriter {
    /** Keeps an event for {@link #write}. Whoever adds more before all is written holds that much memory. */
    void add(TrainingEvent event);

    /** Goes on with what waits, for about a second at most; whether all is in MLflow. Where it is not, it is to be called again. */
    boolean write() throws InterruptedException;

    /** Forgets what waits, and what is known of MLflow: another process may write it from here on. */
    void release();
}
