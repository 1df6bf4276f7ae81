package io.epochal.cli.command;

import io.epochal.cli.stack.TrainingStack;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The stack that a command needs at the latest for its work, and earlier when its input names something in it. */
final class StackOnDemand implements AutoCloseable {
    private final StackOption option;
    private final Screen screen;
    private @Nullable TrainingStack opened;

    StackOnDemand(StackOption option, Screen screen) {
        this.option = option;
        this.screen = screen;
    }

    /** Opened at the first call. */
    TrainingStack get() throws IOException {
        TrainingStack stack = opened;
        if (stack == null) {
            stack = option.open(screen);
            opened = stack;
        }
        return stack;
    }

    @Override
    public void close() throws IOException {
        if (opened != null) {
            opened.close();
        }
    }
}
