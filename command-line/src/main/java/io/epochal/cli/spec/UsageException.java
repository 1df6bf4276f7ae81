package io.epochal.cli.spec;

/** The user's input is invalid, or names something that does not exist. The message is complete for the user. */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}
