package io.epochal.trainer.run.port;

import io.epochal.protocol.field.Printable;
import io.epochal.protocol.field.SpecException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;

/** Which exceptions end the process, and how the others are described to a user. */
public final class Faults {
    private static final int LONGEST = 1500;

    private Faults() {}

    /**
     * Whether nothing that this process does afterwards can be relied on: it is out of memory, or the JVM says that it is broken. A
     * stack that was too small is empty again by now.
     */
    public static boolean isFatal(Throwable thrown) {
        for (Throwable one = thrown; one != null; one = one.getCause() == one ? null : one.getCause()) {
            if (one instanceof VirtualMachineError && !(one instanceof StackOverflowError)) {
                return true;
            }
        }
        return false;
    }

    /** Throws the error that makes this fatal, if there is one. */
    public static void throwIfFatal(Throwable thrown) {
        for (Throwable one = thrown; one != null; one = one.getCause() == one ? null : one.getCause()) {
            if (one instanceof VirtualMachineError error && !(one instanceof StackOverflowError)) {
                throw error;
            }
        }
    }

    /** Whether its thread was interrupted. A socket that times out is not, though its exception is called an interruption. */
    public static boolean isInterruption(Throwable thrown) {
        return thrown instanceof InterruptedIOException && !(thrown instanceof SocketTimeoutException);
    }

    /** Its message where that was written for a user, as a sentence; else its type, too. */
    public static String describe(Throwable thrown) {
        boolean forUsers = thrown instanceof IOException
                || thrown instanceof SpecException
                || thrown instanceof IllegalStateException
                || thrown instanceof IllegalArgumentException;
        String message = thrown.getMessage();
        return Printable.of(
                forUsers && message != null && message.contains(" ") ? message : thrown.toString(), LONGEST);
    }
}
