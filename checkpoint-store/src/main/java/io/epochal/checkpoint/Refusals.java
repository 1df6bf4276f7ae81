package io.epochal.checkpoint;

import io.minio.errors.ErrorResponseException;
import java.util.Set;

/** Which answers of an S3 server are final. */
final class Refusals {
    private static final int FIRST = 400;
    private static final int LAST = 499;
    /** Timeout, conflict, precondition, too many requests. */
    private static final Set<Integer> PASSING = Set.of(408, 409, 412, 425, 429);
    /** Codes that come with a final status but may pass: of the clock, of the network, or of what an operator may still set up. */
    private static final Set<String> PASSING_CODES = Set.of(
            "RequestTimeout",
            "RequestTimeTooSkewed",
            "ExpiredToken",
            "TokenRefreshRequired",
            "IncompleteBody",
            "BadDigest",
            "XAmzContentSHA256Mismatch",
            "NoSuchBucket",
            "NoSuchUpload",
            "SlowDown");

    private Refusals() {}

    static boolean isOne(Exception failure) {
        if (failure instanceof IllegalArgumentException) {
            // The client refuses what no server takes.
            return true;
        }
        if (failure instanceof ErrorResponseException answer) {
            int status = answer.response().code();
            return status >= FIRST
                    && status <= LAST
                    && !PASSING.contains(status)
                    && !PASSING_CODES.contains(answer.errorResponse().code());
        }
        return false;
    }
}
