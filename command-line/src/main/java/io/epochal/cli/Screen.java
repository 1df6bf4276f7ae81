package io.epochal.cli;

import java.io.PrintStream;
import java.util.Locale;

/** Where progress goes: a terminal that can redraw a line, or a stream that cannot. */
record Screen(PrintStream out, boolean terminal) {
    private static final int BAR = 20;

    /** @param machineReadable standard output is for a program, so a person reads standard error */
    static Screen open(boolean machineReadable) {
        boolean terminal = System.console() != null && !"dumb".equals(System.getenv("TERM"));
        return new Screen(machineReadable ? System.err : System.out, terminal);
    }

    View view() {
        return terminal ? new TerminalView() : new PlainView();
    }

    void print(String text) {
        out.print(text);
        out.flush();
    }

    void line(String text) {
        print((terminal ? "\r\u001b[K" : "") + text + "\n");
    }

    /** Takes away a bar that has come to nothing. */
    void clear() {
        print(terminal ? "\r\u001b[K" : "");
    }

    /** A moving bar; nothing without a terminal. */
    void bar(String what, double fraction) {
        if (terminal) {
            int filled = (int) (BAR * Math.min(1, fraction));
            print(String.format(Locale.ROOT, "\r\u001b[K%s %s%s", what, "━".repeat(filled), "─".repeat(BAR - filled)));
        }
    }
}
