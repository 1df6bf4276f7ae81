package io.epochal.callback.messaging;

import io.epochal.protocol.Printable;

/** What foreign code has thrown, in words. Its methods are foreign code, too. */
final class ThrownText {
    private static final int LIMIT = 500;

    private ThrownText() {}

    static String inWords(Throwable thrown) {
        try {
            return Printable.of(String.valueOf(thrown), LIMIT);
        } catch (RuntimeException | StackOverflowError e) {
            return thrown.getClass().getName();
        }
    }
}
