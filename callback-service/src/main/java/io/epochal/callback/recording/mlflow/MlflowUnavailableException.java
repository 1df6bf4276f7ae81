package io.epochal.callback.recording.mlflow;

import java.io.IOException;

/** MLflow does not answer, or cannot now; what was sent may have been stored nevertheless. */
final class MlflowUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    MlflowUnavailableException(String message) {
        super(message);
    }

    MlflowUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
