package io.epochal.cli;

/** Something the person asked for cannot be meant; the message is all there is to say. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
        super(message);
    }
}
