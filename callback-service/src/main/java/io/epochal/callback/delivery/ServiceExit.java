package io.epochal.callback.delivery;

/**
 * Ends this process at once, for a process supervisor to restart: nothing is cleaned up, and unconfirmed records are read again.
 */
@FunctionalInterface
public interface ServiceExit {
    /** The exit code of a process that cannot be trusted any more; {@code EX_SOFTWARE} of sysexits. */
    int EXIT_CODE = 70;

    /** For production: logs the reason last. */
    ServiceExit HALT = new ProcessHalt();

    /** Does not return in production. */
    void end(Throwable reason);

    /** Whether the process ends, by this or by another way: what is confirmed from now on may not arrive. */
    default boolean isUnderWay() {
        return false;
    }

    /**
     * Whether a JVM cannot be trusted after this: memory is gone, or the JVM itself is broken. A stack that was too small is
     * neither.
     */
    static boolean isDueTo(Throwable thrown) {
        return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
    }
}
