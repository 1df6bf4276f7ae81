package io.epochal.callback.guard;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A program's or a person's right to ask, as it is stored: without the secret.
 *
 * @param id the part of the token's text that may be shown
 * @param hash SHA-256 of the secret, in hexadecimal digits
 * @param expires null for never
 * @param revoked when it was revoked; null where it was not
 * @param revokedBy null where it was not
 */
public record ApiToken(
        String id,
        String name,
        String hash,
        Role role,
        RunGlobs runs,
        Instant created,
        String createdBy,
        @Nullable Instant expires,
        @Nullable Instant revoked,
        @Nullable String revokedBy) {
    /** The name and the id of the token that the operator's file holds. */
    public static final String ROOT = "root";

    /** The operator's own. */
    public static ApiToken root(TokenText text) {
        return new ApiToken(ROOT, ROOT, text.hash(), Role.ADMIN, RunGlobs.ALL, Instant.EPOCH, ROOT, null, null, null);
    }

    public ApiToken revoke(Instant now, String by) {
        return revoked != null ? this : new ApiToken(id, name, hash, role, runs, created, createdBy, expires, now, by);
    }

    /** Whether it has not been revoked and not expired. */
    public boolean holds(Instant now) {
        return revoked == null && (expires == null || now.isBefore(expires));
    }

    /** Whether this is its secret. Takes the same time for each. */
    public boolean isOf(TokenText text) {
        return MessageDigest.isEqual(
                hash.getBytes(StandardCharsets.UTF_8), text.hash().getBytes(StandardCharsets.UTF_8));
    }
}
