package io.epochal.callback.api;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which id a command gets: the one that its sender chose, so that a repeat is obeyed once, or a new one. */
final class CommandId {
    private static final Pattern USABLE = Pattern.compile("[\\x21-\\x7e]{1,200}");

    private CommandId() {}

    /**
     * @param key the header Idempotency-Key, in quotation marks or without; null for none
     * @param inBody what the body says
     * @throws ProblemException for two that differ, and for one that is no id
     */
    static String choose(@Nullable String key, Optional<String> inBody) {
        Optional<String> inHeader = Optional.ofNullable(key).map(CommandId::unquoted);
        if (inHeader.isPresent() && inBody.isPresent() && !inHeader.equals(inBody)) {
            throw unusable("Idempotency-Key and command_id must be the same where both are there; found "
                    + inHeader.get() + " and " + inBody.get());
        }
        String id = inHeader.or(() -> inBody).orElseGet(() -> UUID.randomUUID().toString());
        if (!USABLE.matcher(id).matches()) {
            throw unusable("an id has 1 to 200 visible ASCII characters and no blanks; found \"" + id + "\"");
        }
        return id;
    }

    /** The header's draft standard writes a text in quotation marks; most clients leave them out. */
    private static String unquoted(String key) {
        boolean quoted = key.length() > 1 && key.startsWith("\"") && key.endsWith("\"");
        return quoted ? key.substring(1, key.length() - 1) : key;
    }

    private static ProblemException unusable(String detail) {
        return new ProblemException(ProblemType.ID_UNUSABLE, detail);
    }
}
