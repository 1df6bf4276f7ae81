package io.epochal.client;

/** What a program does while the callback service cannot be reached. */
public enum OnUnreachable {
    /** Train nothing and try again until the service is back. */
    WAIT,
    /** Give up after a while with {@link ServiceException.Unreachable}. */
    FAIL,
    /** Train on without decisions. They are made, in order, when the service is back; what they would have saved is gone. */
    CONTINUE
}
