package io.epochal.callback.recording.mlflow;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the tracking server itself serves an artifact ({@code mlflow-artifacts:} in MLflow's words).
 *
 * @param text a path below the server's artifacts, without a slash at its beginning, of characters that need no escape
 */
record ArtifactPath(String text) {
    private static final Pattern SERVED = Pattern.compile("mlflow-artifacts:/([A-Za-z0-9._~/-]{1,1000})");

    /** A file in this folder. */
    ArtifactPath below(String file) {
        return new ArtifactPath(text + "/" + file);
    }

    /**
     * The artifact of this name of a run.
     *
     * @param uri of the run's artifacts
     * @return empty where another program keeps them: an object store, a folder, or another server
     */
    static Optional<ArtifactPath> of(String uri, String name) {
        Matcher served = SERVED.matcher(uri);
        if (!served.matches()
                || Arrays.stream(served.group(1).split("/", -1)).anyMatch(step -> step.matches("\\.{0,2}"))) {
            return Optional.empty();
        }
        return Optional.of(new ArtifactPath(served.group(1) + "/" + name));
    }
}
