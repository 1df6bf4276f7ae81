package io.epochal.callback.api.log;

/** The log never takes this event. */
public final class EventTooLargeException extends Exception {
    private static final long serialVersionUID = 1L;

    public EventTooLargeException(String message, Throwable cause) {
        super(message, cause);
    }
}
