package io.epochal.cli.command;

import io.epochal.protocol.RunStatus;

/** The exit codes of the command. */
public final class ExitCode {
    public static final int OK = 0;
    public static final int FAILED = 1;
    /** The command line or the run spec is invalid; nothing was started. */
    public static final int USAGE = 2;
    /** {@code status}: no stack is up. {@code train} and {@code watch}: the stack was taken down. */
    public static final int DOWN = 3;
    /** Ended by Ctrl-C, as shells count it. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}

    /** The exit code of a command that has followed a run to this end. */
    static int of(RunStatus status) {
        return switch (status) {
            case COMPLETED, STOPPED_EARLY -> OK;
            case FAILED -> FAILED;
            case CANCELLED -> INTERRUPTED;
        };
    }
}
