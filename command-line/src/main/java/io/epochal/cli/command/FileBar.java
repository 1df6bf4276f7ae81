package io.epochal.cli.command;

import io.epochal.checkpoint.Inputs;
import io.epochal.protocol.field.Printable;
import java.util.Locale;

/** A bar of a file that is read; drawn again for each percent, and not for each block. */
final class FileBar implements Inputs.Progress {
    private static final int LONGEST_NAME = 40;
    private static final int PERCENT = 100;
    private static final double MEBIBYTE = 1 << 20;

    private final Screen screen;
    private final String text;
    private final long size;
    private long drawn = -1;

    /**
     * @param action what is done with the file, such as {@code storing}
     * @param size of the file, in bytes
     */
    FileBar(Screen screen, String action, String name, long size) {
        this.screen = screen;
        this.text = String.format(
                Locale.ROOT, "%s %s (%.1f MiB)", action, Printable.of(name, LONGEST_NAME), size / MEBIBYTE);
        this.size = Math.max(1, size);
    }

    @Override
    public void read(long bytes) {
        long percent = PERCENT * bytes / size;
        if (percent != drawn) {
            drawn = percent;
            screen.bar(text, (double) bytes / size);
        }
    }
}
