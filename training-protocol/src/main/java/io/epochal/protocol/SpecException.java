package io.epochal.protocol;

import org.jspecify.annotations.Nullable;

/** A run spec, or a callback's settings, that cannot be meant. The message says what would be right and what was found. */
public final class SpecException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String path;

    public SpecException(String path, String problem) {
        super((path.isEmpty() ? "the run spec" : path) + " " + problem);
        this.path = path;
    }

    public SpecException(String path, String requirement, @Nullable Object found) {
        this(path, requirement + "; found " + (found instanceof String ? "\"" + found + "\"" : found));
    }

    /** The place, such as {@code callbacks[0].patience}. */
    public String path() {
        return path;
    }
}
