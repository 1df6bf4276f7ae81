package io.epochal.cli;

/** What the command's exit says to a script. */
final class ExitCode {
    static final int OK = 0;
    static final int FAILED = 1;
    /** The command line or the run spec is wrong; nothing was started. */
    static final int USAGE = 2;
    /** {@code status}: no stack is up. */
    static final int DOWN = 3;
    /** Ended by Ctrl-C, as shells count it. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
