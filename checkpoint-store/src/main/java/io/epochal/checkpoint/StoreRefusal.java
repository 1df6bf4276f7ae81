package io.epochal.checkpoint;

import java.io.IOException;

/** The store will never take this request, however often it is tried: the key is none to it, or it is forbidden; or its content is gone. */
public final class StoreRefusal extends IOException {
    private static final long serialVersionUID = 1L;

    public StoreRefusal(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether this, or what it was caused by, is one. */
    public static boolean isIn(Throwable failure) {
        for (Throwable one = failure; one != null; one = one.getCause() == one ? null : one.getCause()) {
            if (one instanceof StoreRefusal) {
                return true;
            }
        }
        return false;
    }
}
