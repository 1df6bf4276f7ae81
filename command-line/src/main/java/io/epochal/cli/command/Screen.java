package io.epochal.cli.command;

import io.epochal.cli.view.EventView;
import io.epochal.cli.view.PlainView;
import io.epochal.cli.view.TerminalView;
import java.io.PrintStream;
import java.util.Locale;

/** Where progress goes: a terminal that can redraw a line, or a stream that cannot. */
public record Screen(PrintStream out, boolean terminal) {
    private static final int BAR = 20;

    /** @param machineReadable standard output is for a program, so a person reads standard error */
    public static Screen open(boolean machineReadable) {
        boolean terminal = System.console() != null && !"dumb".equals(System.getenv("TERM"));
        return new Screen(machineReadable ? System.err : System.out, terminal);
    }

    EventView view() {
        return terminal ? new TerminalView() : new PlainView();
    }

    void print(String text) {
        out.print(text);
        out.flush();
    }

    public void line(String text) {
        print((terminal ? "\r\u001b[K" : "") + text + "\n");
    }

    /** Takes away a bar that has come to nothing. */
    public void clear() {
        print(terminal ? "\r\u001b[K" : "");
    }

    /** A moving bar; nothing without a terminal. */
    public void bar(String what, double fraction) {
        if (terminal) {
            int filled = (int) (BAR * Math.min(1, fraction));
            print(String.format(Locale.ROOT, "\r\u001b[K%s %s%s", what, "━".repeat(filled), "─".repeat(BAR - filled)));
        }
    }
}
