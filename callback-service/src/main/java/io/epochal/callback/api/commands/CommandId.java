package io.epochal.callback.api.commands;

import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.field.SpecException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Chooses a command's id: the sender's, so that a repeat is applied once, or a new one. */
final class CommandId {
    private static final int MOST_SHOWN = 200;

    private CommandId() {}

    /**
     * @param key the header Idempotency-Key, in quotation marks or without; null for none
     * @param inBody the id in the body
     * @throws ProblemException for two that differ, and for one that is no id
     */
    static String choose(@Nullable String key, Optional<String> inBody) {
        Optional<String> inHeader = Optional.ofNullable(key).map(CommandId::unquoted);
        if (inHeader.isPresent() && inBody.isPresent() && !inHeader.equals(inBody)) {
            throw invalid("Idempotency-Key and command_id must be the same where both are there; found "
                    + Printable.of(inHeader.get(), MOST_SHOWN) + " and " + Printable.of(inBody.get(), MOST_SHOWN));
        }
        String id = inHeader.or(() -> inBody).orElseGet(() -> UUID.randomUUID().toString());
        try {
            return Identifier.check("the command's id", id);
        } catch (SpecException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    /** The header's draft standard writes a text in quotation marks; most clients leave them out. */
    private static String unquoted(String key) {
        boolean quoted = key.length() > 1 && key.startsWith("\"") && key.endsWith("\"");
        return quoted ? key.substring(1, key.length() - 1) : key;
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(ProblemType.ID_UNUSABLE, detail);
    }
}
