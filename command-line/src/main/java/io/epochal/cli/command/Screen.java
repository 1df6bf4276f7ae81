package io.epochal.cli.command;

import io.epochal.checkpoint.Inputs;
import io.epochal.cli.spec.InputProgress;
import io.epochal.cli.stack.StackProgress;
import io.epochal.cli.view.EventView;
import io.epochal.cli.view.PlainView;
import io.epochal.cli.view.TerminalView;
import java.io.PrintStream;
import java.util.Locale;

/** Where progress is printed: a terminal that can redraw a line, or a stream that cannot. */
record Screen(PrintStream out, boolean terminal) implements StackProgress, InputProgress {
    private static final int BAR = 20;

    /** @param machineReadable whether standard output is for a program; progress goes to standard error then */
    static Screen open(boolean machineReadable) {
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

    @Override
    public void line(String text) {
        print((terminal ? "\r\u001b[K" : "") + text + "\n");
    }

    @Override
    public void clear() {
        print(terminal ? "\r\u001b[K" : "");
    }

    @Override
    public Inputs.Progress begin(String action, String name, long size) {
        return new FileBar(this, action, name, size);
    }

    /** Prints nothing without a terminal. */
    @Override
    public void bar(String text, double fraction) {
        if (terminal) {
            int filled = (int) (BAR * Math.min(1, fraction));
            print(String.format(Locale.ROOT, "\r\u001b[K%s %s%s", text, "━".repeat(filled), "─".repeat(BAR - filled)));
        }
    }
}
