/** MLflow as a recorder: what a run's events are in MLflow, which MLflow run they belong to, and the requests to its tracking server. */
@NullMarked
package io.epochal.callback.recording.mlflow;

import org.jspecify.annotations.NullMarked;
