package io.epochal.callback.delivery;

/** Ends this process at once, as a process supervisor expects it: nothing is cleaned up, and what was not confirmed is read again. */
@FunctionalInterface
public interface ServiceExit {
    /** The exit code of a process that cannot be trusted any more; {@code EX_SOFTWARE} of sysexits. */
    int EXIT_CODE = 70;

    /** For production: the reason is the last that the process says. */
    ServiceExit HALT = reason -> {
        try {
            System.err.println("this process ends with code " + EXIT_CODE + ": " + reason);
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    };

    /** Does not return in production. */
    void end(Throwable reason);

    /** Whether a JVM cannot be trusted after this: memory is gone, or the JVM itself is broken. A stack that was too small is neither. */
    static boolean isDueTo(Throwable thrown) {
        return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
    }
}
