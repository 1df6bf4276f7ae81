package io.epochal.callback.api.commands;

import io.epochal.protocol.Printable;
import java.util.Optional;

/** What a person says in words, which others are shown: who asks, and why. */
final class UserText {
    static final int MOST_REASON = 1000;
    static final int MOST_NAME = 200;

    private UserText() {}

    /** What is wrong with such a text; empty for one that can be shown as it is. */
    static Optional<String> wrong(String field, String text, int most) {
        boolean printable = text.length() <= most && Printable.of(text).equals(text);
        return printable
                ? Optional.empty()
                : Optional.of(
                        field + " must have at most " + most + " characters, none of them a control character; found "
                                + text.length() + ": " + Printable.of(text, 100));
    }
}
