package io.epochal.callback.delivery;

/** A record is not handled any more, because this service has ended each time it was. */
public final class RepeatedDeathException extends Exception {
    private static final long serialVersionUID = 1L;

    RepeatedDeathException(int deaths) {
        super("the callback service ended " + deaths + " times while it handled this record");
    }
}
