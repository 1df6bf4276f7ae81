package io.epochal.callback.recording.mlflow;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Where MLflow's tracking server is, and what is written there. Its address is the operator's, so it may be a private one.
 *
 * @param tracking the server's address, without a slash at its end
 * @param authorization the header of that name; empty where the server asks for none
 * @param experiment of all runs; empty where each run's spec names it
 * @param bucket of the checkpoints
 * @param timeout of one request
 */
public record MlflowSettings(
        URI tracking, Optional<String> authorization, Optional<String> experiment, String bucket, Duration timeout) {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /**
     * With these, as MLflow's own clients read them: a token comes before a user.
     *
     * @throws IllegalArgumentException for an address that is none
     */
    public static MlflowSettings of(
            String uri,
            Optional<String> token,
            Optional<String> user,
            Optional<String> password,
            Optional<String> experiment,
            String bucket) {
        Optional<String> header = token.map(text -> "Bearer " + text)
                .or(() -> user.map(name -> "Basic " + encoded(name + ":" + password.orElse(""))));
        header.ifPresent(MlflowSettings::checkHeader);
        return new MlflowSettings(address(uri), header, experiment.filter(name -> !name.isBlank()), bucket, TIMEOUT);
    }

    private static URI address(String text) {
        String trimmed = text.strip().replaceAll("/+$", "");
        URI uri = URI.create(trimmed);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new IllegalArgumentException(
                    "epochal.mlflow.tracking-uri must be the address of a tracking server, such as"
                            + " http://mlflow:5000, without a user, a query or a fragment; a user is epochal.mlflow.tracking-username");
        }
        return uri;
    }

    private static void checkHeader(String header) {
        if (!header.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "epochal.mlflow.tracking-token must have printable ASCII characters only");
        }
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
