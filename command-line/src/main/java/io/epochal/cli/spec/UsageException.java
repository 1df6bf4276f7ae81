package io.epochal.cli.spec;

/** Something the person asked for cannot be meant; the message is all there is to say. */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}
