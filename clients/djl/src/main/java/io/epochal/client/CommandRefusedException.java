package io.epochal.client;

/** A program does not obey a command; the message says why, for the log. */
public final class CommandRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param why in words, for who has asked */
    public CommandRefusedException(String why) {
        super(why);
    }
}
