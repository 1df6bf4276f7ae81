package io.epochal.trainer.run.port;

import io.epochal.protocol.Printable;
import io.epochal.protocol.SpecException;
import java.io.IOException;

/** What can be thrown, as far as it makes a difference. */
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

    /** Throws that what makes this fatal, if anything does. */
    public static void throwIfFatal(Throwable thrown) {
        for (Throwable one = thrown; one != null; one = one.getCause() == one ? null : one.getCause()) {
            if (one instanceof VirtualMachineError error && !(one instanceof StackOverflowError)) {
                throw error;
            }
        }
    }

    /** In words: its message where that is a sentence of somebody's who knew of people, else with what it is. */
    public static String words(Throwable thrown) {
        boolean forPeople = thrown instanceof IOException
                || thrown instanceof SpecException
                || thrown instanceof IllegalStateException
                || thrown instanceof IllegalArgumentException;
        String message = thrown.getMessage();
        return Printable.of(
                forPeople && message != null && message.contains(" ") ? message : thrown.toString(), LONGEST);
    }
}
