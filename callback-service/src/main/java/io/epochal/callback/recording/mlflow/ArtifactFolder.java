package io.epochal.callback.recording.mlflow;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Where a run's checkpoints are among its artifacts. */
final class ArtifactFolder {
    /** Of the final model. */
    static final String MODEL = "model";

    private static final int LONGEST = 100;
    private static final int DIGITS = 8;

    private ArtifactFolder() {}

    /**
     * Of the checkpoint of this name: one folder for each name. One with other characters than letters, digits, {@code .}, {@code _} and
     * {@code -} has the beginning of its SHA-256 behind it, since two such names may look alike.
     */
    static String of(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "-");
        plain = plain.substring(0, Math.min(LONGEST, plain.length()));
        boolean same = plain.equals(name) && !plain.startsWith(".");
        return "checkpoints/" + (same ? plain : plain.replaceFirst("^\\.+", "") + "-" + digest(name));
    }

    private static String digest(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
