package io.epochal.protocol.field;

import org.jspecify.annotations.Nullable;

/**
 * A run spec, a callback's settings or a message that is invalid. The message says what would be right and what was found; it is short
 * and printable, whatever was found.
 */
public final class SpecException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LIMIT = 1000;
    private static final int PATH_LIMIT = 200;
    private final String path;

    public SpecException(String path, String problem) {
        super(Printable.of((path.isEmpty() ? "the run spec" : Printable.of(path, PATH_LIMIT)) + " " + problem, LIMIT));
        this.path = path;
    }

    public SpecException(String path, String requirement, @Nullable Object found) {
        this(path, requirement + "; found " + Excerpt.of(found));
    }

    /** The place, such as {@code callbacks[0].patience}. */
    public String path() {
        return path;
    }
}
