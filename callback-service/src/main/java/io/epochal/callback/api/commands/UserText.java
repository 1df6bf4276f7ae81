package io.epochal.callback.api.commands;

import io.epochal.protocol.field.Printable;
import java.util.Optional;

/** Text by a user that is shown to others: a sender's name, or a reason. */
final class UserText {
    static final int MOST_REASON = 1000;
    static final int MOST_NAME = 200;

    private UserText() {}

    /** What is wrong with the text; empty for one that can be shown as it is. */
    static Optional<String> problem(String field, String text, int most) {
        boolean printable = text.length() <= most && Printable.of(text).equals(text);
        return printable
                ? Optional.empty()
                : Optional.of(
                        field + " must have at most " + most + " characters, none of them a control character; found "
                                + text.length() + ": " + Printable.of(text, 100));
    }
}
