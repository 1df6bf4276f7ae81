package io.epochal.callback.recording.mlflow;

import java.io.IOException;

/** MLflow has refused a request for good, as it would again. */
final class MlflowRefusal extends IOException {
    private static final long serialVersionUID = 1L;

    private final String code;

    /** @param code MLflow's {@code error_code}; empty where it said none */
    MlflowRefusal(String code, String message) {
        super(message);
        this.code = code;
    }

    boolean is(String expected) {
        return code.equals(expected);
    }
}
