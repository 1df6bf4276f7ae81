package io.epochal.callback.recording.http;

/**
 * What a server has answered.
 *
 * @param status of HTTP
 * @param retryAfter the header of that name; empty without it, and where the status does not call for it
 */
public record ServerAnswer(int status, String retryAfter) {
    private static final String NAME = "retry-after:";

    /** Whether the server may say when it is to be asked again. */
    static boolean asksToWait(int status) {
        return status == 429 || status == 503;
    }

    /** This answer, and what a line of its head adds. */
    ServerAnswer with(String line) {
        return line.regionMatches(true, 0, NAME, 0, NAME.length())
                ? new ServerAnswer(status, line.substring(NAME.length()).strip())
                : this;
    }
}
