package io.epochal.callback.messaging;

import io.epochal.protocol.field.Printable;

/** The text of what foreign code has thrown. Its methods are foreign code, too. */
final class ThrownText {
    private static final int LIMIT = 500;

    private ThrownText() {}

    static String of(Throwable thrown) {
        try {
            return Printable.of(String.valueOf(thrown), LIMIT);
        } catch (RuntimeException | StackOverflowError e) {
            return thrown.getClass().getName();
        }
    }
}
