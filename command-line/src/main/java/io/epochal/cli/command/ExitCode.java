package io.epochal.cli.command;

/** What the command's exit says to a script. */
public final class ExitCode {
    public static final int OK = 0;
    public static final int FAILED = 1;
    /** The command line or the run spec is wrong; nothing was started. */
    public static final int USAGE = 2;
    /** {@code status}: no stack is up. */
    public static final int DOWN = 3;
    /** Ended by Ctrl-C, as shells count it. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
