package io.epochal.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.epochal.protocol.field.SpecException;

/** What came of a {@link CommandRequest}: in JSON {@code "applied"}, or {@code "rejected: "} and why. */
public sealed interface CommandOutcome {
    CommandOutcome APPLIED = new Applied();

    /** The command has taken effect. */
    record Applied() implements CommandOutcome {
        private static final String TEXT = "applied";

        @Override
        public String text() {
            return TEXT;
        }
    }

    /**
     * The command has no effect.
     *
     * @param reason in words, for the user
     */
    record Rejected(String reason) implements CommandOutcome {
        private static final String PREFIX = "rejected: ";

        @Override
        public String text() {
            return PREFIX + reason;
        }
    }

    /** As it is on the wire. */
    @JsonValue
    String text();

    default boolean isApplied() {
        return this instanceof Applied;
    }

    /**
     * Reads {@link #text}.
     *
     * @throws SpecException for any other text
     */
    @JsonCreator
    static CommandOutcome of(String text) {
        if (text.equals(Applied.TEXT)) {
            return APPLIED;
        }
        if (text.startsWith(Rejected.PREFIX)) {
            return new Rejected(text.substring(Rejected.PREFIX.length()));
        }
        throw new SpecException("outcome", "must be \"applied\", or \"rejected: \" and why", text);
    }
}
