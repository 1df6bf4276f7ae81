package io.epochal.keras;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A file that is not what Keras writes, or holds what is not known here. The message is short and printable; it says in which file, entry
 * or variable, what was found, and what would be right.
 */
public final class KerasFileException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int LIMIT = 1000;

    /** @param where the file, and the entry or variable in it */
    public KerasFileException(String where, String problem) {
        this(where, problem, null);
    }

    /** @param where the file, and the entry or variable in it */
    public KerasFileException(String where, String problem, @Nullable Throwable cause) {
        super(printable(where + ": " + problem, LIMIT), cause);
    }

    /** Names and values of a hostile file come into messages through this: no control characters, and not long. */
    static String printable(String text, int limit) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(limit)
                .map(one -> Character.isISOControl(one) || !Character.isDefined(one) ? '?' : one)
                .forEach(shown::appendCodePoint);
        return text.codePointCount(0, text.length()) > limit ? shown + "..." : shown.toString();
    }

    static String excerpt(@Nullable Object value) {
        return printable(String.valueOf(value), 80);
    }
}
