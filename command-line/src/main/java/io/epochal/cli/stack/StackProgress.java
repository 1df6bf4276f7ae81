package io.epochal.cli.stack;

/** Shows the user what happens to a stack. */
public interface StackProgress {
    /** Prints a line. */
    void line(String text);

    /** Draws a bar that the next output replaces. {@code fraction} from 0 to 1. */
    void bar(String text, double fraction);

    /** Removes the bar. */
    void clear();
}
